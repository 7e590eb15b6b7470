import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from '../../sources/index.ts';
import type { Config } from '../config.ts';
import { readExamples } from '../examples.ts';
import { createLogs } from '../telemetry/log.ts';
import { banner } from './banner.ts';
import type { Command, CommandOption } from './command.ts';
import { composeInto } from './compose.ts';
import { readConfiguration } from './configuration.ts';
import { namedSource, ownAccount, simpleSource } from './example-environment.ts';
import { isWorker, runWorkers, shareLimits } from './workers.ts';

/** Of what serves: `dev` takes them too and hands them on. */
export const servingOptions = {
  port: { type: 'string', setting: 'TREFOIL_PORT' },
  host: { type: 'string', setting: 'TREFOIL_HOST' },
  profile: { type: 'string', setting: 'TREFOIL_PROFILE' },
  sources: { type: 'string', setting: 'TREFOIL_SOURCES' },
  artifacts: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
  workers: { type: 'string', setting: 'TREFOIL_WORKERS' },
  'log-level': { type: 'string', setting: 'TREFOIL_LOG_LEVEL' },
} as const satisfies Record<string, CommandOption>;

export const servingHelp = `Options:
  --port N         port; 0 takes any free one (TREFOIL_PORT, 4000)
  --host ADDR      address (TREFOIL_HOST, 127.0.0.1)
  --profile P      development or production (TREFOIL_PROFILE, development)
  --sources A,B    only these sources (TREFOIL_SOURCES, all)
  --artifacts DIR  folder of the composed graph (TREFOIL_ARTIFACTS, .trefoil)
  --workers N      processes that share the port (TREFOIL_WORKERS, 1)
  --log-level L    debug, info, warn, error or silent (TREFOIL_LOG_LEVEL, info)`;

export const start: Command = {
  summary: 'serve the graph',
  help: `Usage: trefoil start [options]

Serves the composed graph. A source that has no address, account or credential is answered by its
stand-in, with sample data; the production profile never starts one.

${servingHelp}

Examples:
  trefoil start
  trefoil start --port 8080 --sources ${simpleSource.name}
  ${ownAccount(namedSource)} trefoil start`,
  options: servingOptions,
  async run({ env }) {
    const config = await readConfiguration(env, sources);
    if (!existsSync(join(config.artifacts, 'graph.json')))
      console.error(await composeInto({ env }));
    const greet: Greet = async (url, standIns) => {
      if (config.profile === 'production') return noteStart(config, url);
      console.log(banner(config, url, standIns, (await readExamples())[0]?.text ?? ''));
    };
    if (config.workers === 1) return serve(config, greet);
    const share = shareLimits(config, config.workers);
    return isWorker
      ? serve(share)
      : runWorkers(config.workers, (url) => void greet(url, new Map()));
  },
};

type Greet = (url: string, standIns: ReadonlyMap<string, string>) => Promise<void>;

/** In production nobody pastes queries, and what reads the output takes JSON lines. */
function noteStart({ logLevel }: Config, url: string): void {
  createLogs({ level: logLevel, stream: process.stdout }).log.info({ url }, 'ready');
}

async function serve(config: Config, greet?: Greet): Promise<number> {
  const { createGateway } = await import('../gateway.ts');
  const ended = untilEnded();
  const gateway = await createGateway(config);
  try {
    const { url } = await gateway.listen();
    await greet?.(url, gateway.standIns);
    process.send?.({ url });
    await ended;
    endAtNextSignal();
    await gateway.drain();
  } finally {
    await gateway.close();
  }
  return 0;
}

/** Whoever asks twice does not want to wait for requests that still run. */
function endAtNextSignal(): void {
  for (const signal of stopSignals) process.on(signal, () => process.exit(1));
}

/** A terminal sends SIGINT to workers too, and the primary process passes it on as SIGTERM. */
const stopSignals = isWorker ? (['SIGTERM'] as const) : (['SIGINT', 'SIGTERM'] as const);

/** A signal, or the end of the process that started this one and talks to it. */
export function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    if (isWorker) process.on('SIGINT', () => {});
    for (const signal of stopSignals) process.once(signal, () => resolve());
    if (!process.connected) return;
    process.once('disconnect', () => resolve());
    // Listening for its end would otherwise keep this process from its own; a worker leaves by itself.
    if (!isWorker) process.channel?.unref();
  });
}
