import type { Client } from 'graphql-sse';
import { sources } from '../../sources/index.ts';
import { GatewayError } from '../errors.ts';
import { createGateway } from '../gateway.ts';
import { readSecretVariable } from '../identity/secret-variable.ts';
import type { DeployOperations } from '../live-offer.ts';
import type { Source } from '../source.ts';
import type { Command, CommandCall } from './command.ts';
import { readConfiguration } from './configuration.ts';
import { ProgressLine } from './progress-line.ts';

/** Beside 0 (deployed), 1 (failed) and 2 (not understood). */
const STILL_RUNNING = 3;

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
    const headers = await readHeaders(env);
    const { createClient } = await import('graphql-sse');
    const client = createClient({ url: `${gateway.url}/graphql`, headers, retryAttempts: 10 });
    const operations = source.live.deploy;
    const id = await findSite(client, operations, site);
    if (id === undefined) throw missing(source, site);
    const started = await ask(client, operations.start.query, { id, commit: values['commit'] });
    const deployId = operations.start.idOf(started);
    if (deployId === undefined) {
      throw new GatewayError('SOURCE_ERROR', {
        source: source.name,
        detail: `did not start a deploy of ${site}; try again in a while`,
      });
    }
    console.log(`${site}: deploy ${deployId} has started`);
    if (!flags.has('wait')) return 0;
    return await follow(client, operations, { id, deploy: deployId }, site, timeoutS * 1000);
  },
};

/** A gateway of its own, or the one that is named. */
async function reach({ values, env }: CommandCall): Promise<{ url: string } & AsyncDisposable> {
  const given = values['url'];
  if (given !== undefined) {
    if (!URL.canParse(given)) throw wrong('--url is no address');
    return { url: given.replace(/\/(graphql)?$/, ''), [Symbol.asyncDispose]: async () => {} };
  }
  const config = await readConfiguration(
    { TREFOIL_LOG_LEVEL: 'silent', ...env, TREFOIL_PORT: '0', TREFOIL_HOST: '127.0.0.1' },
    sources,
  );
  const gateway = await createGateway(config, { areStandInsAnywhere: true });
  const { url } = await gateway.listen();
  return { url, [Symbol.asyncDispose]: () => gateway.close() };
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

interface Event {
  status: string | null;
  isFinal: boolean;
  stale: boolean;
}

async function follow(
  client: Client,
  { follow: { query, field }, isGood }: DeployOperations,
  variables: Record<string, unknown>,
  site: string,
  timeoutMs: number,
): Promise<number> {
  using progress = new ProgressLine(site);
  const events = client.iterate<Record<string, Event | null>>({ query, variables });
  const timer = setTimeout(() => void events.return?.(), timeoutMs);
  try {
    for await (const { data, errors } of events) {
      const event = data?.[field];
      if (errors || !event) throw refused(errors);
      progress.show(`${event.status ?? 'unknown'}${event.stale ? ' (the source is silent)' : ''}`);
      if (event.isFinal) {
        progress.end(event.status!);
        return isGood(event.status!) ? 0 : 1;
      }
    }
  } finally {
    clearTimeout(timer);
  }
  progress.end(`still running after ${timeoutMs / 1000} s`);
  return STILL_RUNNING;
}

async function ask(
  client: Client,
  query: string,
  variables: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  for await (const { data, errors } of client.iterate<Record<string, unknown>>({
    query,
    variables,
  })) {
    if (errors) throw refused(errors);
    return data ?? {};
  }
  return {};
}

function refused(errors: readonly { message: string }[] | undefined): GatewayError {
  const messages = (errors ?? []).map(({ message }) => message);
  return new GatewayError('SOURCE_ERROR', { detail: messages.join('\n') || 'no answer' });
}

function missing({ name, title }: Source, site: string): GatewayError {
  return new GatewayError('SOURCE_NOT_FOUND', {
    source: name,
    detail: `${title} has no site "${site}" for this credential; name it by its slug or its id`,
  });
}

function wrong(detail: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { detail });
}
