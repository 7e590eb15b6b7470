import { sources } from '../../sources/index.ts';
import { createClient, type Client } from '../client/index.ts';
import { GatewayError } from '../errors.ts';
import { createGateway } from '../gateway.ts';
import { readSecretVariable } from '../identity/secret-variable.ts';
import type { DeployOperations } from '../live-offer.ts';
import { longestTimerMs } from '../longest-timer.ts';
import type { Source } from '../source.ts';
import { ask } from './ask-gateway.ts';
import type { Command, CommandCall } from './command.ts';
import { readConfiguration } from './configuration.ts';
import { accountVariables } from './example-environment.ts';

export const deploy: Command = {
  summary: 'start a deploy, and wait for its end',
  help: `Usage: trefoil deploy SITE [options]

Starts a deploy of SITE, which is its name or its id. With --wait it tells how the deploy goes and
ends with it: 0 when it is deployed, 1 when it failed or was cancelled, 3 when the time is up and it
still runs. Without --url it asks the sources itself, with the credentials in the environment.

Options:
  --wait          wait until the deploy is over
  --commit HASH   this commit (the latest of the configured branch)
  --timeout S     how long to wait, in seconds (1800)
  --url URL       ask this gateway, with TREFOIL_ACCESS_KEY if it is set

Examples:
  trefoil deploy my-site --wait
  trefoil deploy my-site --commit 1a2b3c4 --wait --timeout 600
  TREFOIL_ACCESS_KEY=… trefoil deploy my-site --wait --url https://graph.example.com`,
  takes: 1,
  options: {
    wait: { type: 'boolean' },
    commit: { type: 'string' },
    timeout: { type: 'string' },
    url: { type: 'string' },
  },
  async run(call) {
    const { values, positionals, flags, env } = call;
    const [site] = positionals;
    if (!site) throw wrong('name the site to deploy');
    const timeoutS = Number(values['timeout'] ?? '1800');
    if (!(timeoutS > 0)) throw wrong('--timeout is a number of seconds');
    const source = sources.find(({ live }) => live?.deploy);
    if (!source?.live?.deploy) throw wrong('no source deploys anything');
    await using gateway = await reach(call);
    if (gateway.standIns?.has(source.name)) {
      const variables = accountVariables(source).join(', ');
      console.error(
        `trefoil: ${source.title}'s stand-in answers; set ${variables} for your own account, or name a running gateway with --url`,
      );
    }
    const url = `${gateway.url}/graphql`;
    const headers = await readHeaders(env);
    const client = createClient({ url, headers: () => headers, timeoutMs: 60_000 });
    const operations = source.live.deploy;
    const id = await findSite(client, operations, site);
    if (id === undefined) throw missing(source, site);
    const { followDeploy } = await import('./follow-deploy.ts');
    const asked = { id, commit: values['commit'] };
    const started = await ask(client, operations.start.query, asked, mayHaveStarted);
    const deployId = operations.start.idOf(started);
    if (deployId === undefined) {
      throw new GatewayError('SOURCE_ERROR', {
        source: source.name,
        detail: `did not start a deploy of ${site}; try again in a while`,
      });
    }
    console.log(`${site}: deploy ${deployId} has started`);
    if (!flags.has('wait')) return 0;
    const followed = { url, headers, site, variables: { id, deploy: deployId } };
    return await followDeploy(operations, followed, Math.min(timeoutS * 1000, longestTimerMs));
  },
};

interface Reached extends AsyncDisposable {
  url: string;
  standIns?: ReadonlyMap<string, string>;
}

/** A gateway of its own, or the one that is named. */
async function reach({ values, env }: CommandCall): Promise<Reached> {
  const given = values['url'];
  if (given !== undefined) {
    const { protocol, username, search, hash } = URL.canParse(given)
      ? new URL(given)
      : ({} as Partial<URL>);
    if (!/^https?:$/.test(protocol ?? '') || username || search || hash) {
      throw wrong(
        '--url is no address: it begins with http:// or https:// and has no user, query or fragment',
      );
    }
    return { url: given.replace(/\/?(graphql\/?)?$/, ''), [Symbol.asyncDispose]: async () => {} };
  }
  const config = await readConfiguration(
    { TREFOIL_LOG_LEVEL: 'silent', ...env, TREFOIL_PORT: '0', TREFOIL_HOST: '127.0.0.1' },
    sources,
  );
  const gateway = await createGateway(config, { areStandInsAnywhere: true });
  const { url } = await gateway.listen();
  const { standIns } = gateway;
  return { url, standIns, [Symbol.asyncDispose]: () => gateway.close() };
}

/** The caller's own credentials, as far as the environment has any. */
async function readHeaders(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const { header, env: name } of sources.flatMap(({ credentials }) => credentials)) {
    const secret = await readSecretVariable(env, name);
    if (secret !== undefined) headers[header] = secret;
  }
  const accessKey = await readSecretVariable(env, 'TREFOIL_ACCESS_KEY');
  if (accessKey !== undefined) headers['authorization'] = `Bearer ${accessKey}`;
  return headers;
}

async function findSite(client: Client, { find }: DeployOperations, site: string) {
  for (const { query, idOf } of find) {
    const id = idOf(await ask(client, query, { site }));
    if (id !== undefined) return id;
  }
  return undefined;
}

const mayHaveStarted = 'the deploy may have started: look before you start another';

function missing({ name, title }: Source, site: string): GatewayError {
  return new GatewayError('SOURCE_NOT_FOUND', {
    source: name,
    detail: `${title} has no site "${site}" for this credential; name it by its slug or its id`,
  });
}

function wrong(detail: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { detail });
}
