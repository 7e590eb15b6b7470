import { sampleSiteIds } from '../../sources/fleek/stand-in.ts';
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../test-gateway.ts';
import { FakeTime } from './fake-time.ts';

export const siteId = sampleSiteIds['acme-www'];

export interface LiveGateway extends TestGateway {
  time: FakeTime;
  /** Looks at the site's deploys that arrived at the stand-in. */
  looks(): number;
  /** Resolves when this many subscriptions are open; nothing else tells that a feed listens. */
  open(subscriptions: number): Promise<void>;
  /** Moves on in steps, one whenever the gateway rests, until it is done. */
  passUntil<T>(done: Promise<T>, stepMs?: number): Promise<T>;
  /** Starts a deploy through the gateway, and answers with its id. */
  deploy(commit?: string): Promise<string>;
}

/** A gateway whose looks, and whose deploys, go by a clock that the test moves. A deploy takes 3 s. */
export async function createLiveGateway(options: TestGatewayOptions = {}): Promise<LiveGateway> {
  const time = new FakeTime();
  const gateway = await createTestGateway({
    ...options,
    env: { FLEEK_RETRIES: '0', ...options.env },
    deps: { time, ...options.deps },
    fleek: { now: time.now, deployMs: 3000, ...options.fleek },
  });
  return Object.assign(gateway, {
    time,
    looks: () => gateway.fleek.calls.filter(({ body }) => body.includes('startedAt')).length,
    async open(subscriptions: number) {
      const wanted = `trefoil_subscriptions ${subscriptions}`;
      const isOpen = async () => {
        const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
        return metrics.split('\n').includes(wanted);
      };
      while (!(await isOpen()));
    },
    async passUntil<T>(done: Promise<T>, stepMs = 1200) {
      const ended = done.then(
        () => 'ended' as const,
        () => 'ended' as const,
      );
      while ((await Promise.race([ended, time.asleep()])) !== 'ended') await time.pass(stepMs);
      return done;
    },
    async deploy(commit = 'HEAD') {
      const { data } = await gateway.ask(
        'mutation ($siteId: ID!, $commit: String) { triggerDeploy(siteId: $siteId, commit: $commit) { id } }',
        { variables: { siteId, commit } },
      );
      return data.triggerDeploy.id as string;
    },
  });
}
