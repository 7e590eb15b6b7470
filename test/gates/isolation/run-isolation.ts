import { sampleSiteIds } from '../../../sources/fleek/stand-in.ts';
import type { StandIn } from '../../../sources/stand-in/serve.ts';
import type { GatewayDeps } from '../../../src/gateway.ts';
import { Random } from '../../plan/judge/random.ts';
import { createTestGateway, type TestGatewayOptions } from '../../test-gateway.ts';
import { runCrowd, type CrowdReport } from './crowd.ts';
import { lendTo } from './lent.ts';
import { listen, type Entitlement, type Listeners } from './listeners.ts';
import { cachedTypes } from './paths.ts';
import { createPeople, join, type Person } from './people.ts';

export interface IsolationOptions {
  operations: number;
  seed: number;
  /** Half of them with credentials of their own, half with lent ones. */
  callers: number;
  env?: Record<string, string>;
  deps?: GatewayDeps;
}

export interface IsolationReport extends CrowdReport {
  /** What the gateway counted: a path that nothing took has not been tested. */
  coalesced: number;
  cacheHits: number;
  retries: number;
  events: Listeners['events'];
  /** Accounts in which the gateway looked for what is new, one for each that listened. */
  watched: number;
  /** Subscriptions of callers whose access ended. */
  ended: number;
  /** From the change of the keyring to the moment when it held. */
  reloadMs: number;
}

const anyone = { acceptAnyCredential: true };
const webhookSecret = 'what only flotiq and the crowd know';

/**
 * A crowd of callers, with credentials of their own and with lent ones, asks the same things at the
 * same time by every path, while sources fail, callers leave and the keyring changes under them.
 */
export async function runIsolation(options: IsolationOptions): Promise<IsolationReport> {
  const { operations, seed, callers, env, deps = {} } = options;
  await using lent = await lendTo(callers / 2);
  const gatewayOptions: TestGatewayOptions = {
    env: {
      TREFOIL_CACHE: cachedTypes,
      // How busy the machine is must not decide what is answered.
      TREFOIL_MAX_BACKLOG_MS: '0',
      TREFOIL_LIVE_FASTEST_MS: '100',
      TREFOIL_LIVE_SLOWEST_MS: '1000',
      FLOTIQ_WEBHOOK_SECRET: webhookSecret,
      ...lent.env,
      ...env,
    },
    deps,
    fleek: { ...anyone, deployMs: 50 },
    fibery: anyone,
    flotiq: anyone,
  };
  await using gateway = await createTestGateway(gatewayOptions);
  const { url } = gateway;
  const siteId = sampleSiteIds['acme-www'];
  const own = createPeople(callers / 2);
  const people = [...own, ...lent.people];
  const entitled = new Map<Person, Entitlement>();
  const entitle = (untilMs = Infinity) => {
    for (const person of people) {
      const marks = join(entitled.get(person)?.marks ?? new Set(), person.marks);
      entitled.set(person, { marks, untilMs: person.marks.size > 0 ? Infinity : untilMs });
    }
  };
  entitle();
  // Two of them share an account.
  const listening = [...own.slice(0, 3), ...lent.people.slice(0, 4)];
  using listeners = listen(gateway, siteId, listening);
  let reloadMs = 0;
  let watched = 0;

  const report = await runCrowd({
    url,
    siteId,
    people,
    operations,
    random: new Random(seed),
    standIns: [gateway.fleek, gateway.fibery, gateway.flotiq],
    onRound: () => tellOfContent(url),
    async meanwhile() {
      await listeners.heard();
      watched = countAccounts(gateway.fleek);
      await lent.change();
      const startedAt = performance.now();
      for (const person of lent.revoked) await untilDenied(url, person);
      reloadMs = performance.now() - startedAt;
      people.push(...lent.settle());
      entitle(Date.now());
    },
  });
  if (watched < listening.length - 1) {
    report.foreign.push(`${listening.length} listened, and ${watched} accounts were looked into`);
  }
  const ended = await listeners.ended(lent.revoked);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return {
    ...report,
    foreign: [...report.foreign, ...listeners.foreign(entitled)],
    coalesced: sumOf(metrics, /^trefoil_source_coalesced_total\{.* (\d+)$/gm),
    cacheHits: sumOf(metrics, /^trefoil_cache_answers_total\{.*event="hit".* (\d+)$/gm),
    retries: sumOf(metrics, /^trefoil_source_retries_total\{.* (\d+)$/gm),
    events: listeners.events,
    watched,
    ended,
    reloadMs: Math.round(reloadMs),
  };
}

/** As Flotiq would; every listener is then told of the object as their own credential sees it. */
async function tellOfContent(url: string): Promise<void> {
  const response = await fetch(`${url}/webhooks/flotiq`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-trefoil-webhook-secret': webhookSecret },
    body: JSON.stringify({
      webhookId: 'crowd',
      action: 'Update',
      contentTypeName: '_tag',
      payload: { id: '_tag-1' },
    }),
  });
  if (!response.ok) throw new Error(`the webhook was answered ${response.status}`);
}

/** One caller's look must not serve another one, even if both would be shown the same. */
function countAccounts({ calls }: StandIn): number {
  const looks = calls.filter(({ body }) => body.includes('startedAt'));
  return new Set(looks.map(({ headers }) => headers['authorization'])).size;
}

async function untilDenied(url: string, { headers }: Person): Promise<void> {
  const body = JSON.stringify({ query: '{ _identity { caller } }' });
  const sent = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
  while (!(await (await fetch(`${url}/graphql`, sent)).text()).includes('ACCESS_DENIED'));
}

function sumOf(metrics: string, pattern: RegExp): number {
  return [...metrics.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);
}
