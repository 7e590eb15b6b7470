import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from '../../sources/index.ts';
import { readExamples } from '../examples.ts';
import { banner } from './banner.ts';
import type { Command, CommandOption } from './command.ts';
import { composeInto } from './compose.ts';
import { readConfiguration } from './configuration.ts';
import { namedSource, ownAccount, simpleSource } from './example-environment.ts';

/** Of what serves: `dev` takes them too and hands them on. */
export const servingOptions = {
  port: { type: 'string', setting: 'TREFOIL_PORT' },
  host: { type: 'string', setting: 'TREFOIL_HOST' },
  profile: { type: 'string', setting: 'TREFOIL_PROFILE' },
  sources: { type: 'string', setting: 'TREFOIL_SOURCES' },
  artifacts: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
  'log-level': { type: 'string', setting: 'TREFOIL_LOG_LEVEL' },
} as const satisfies Record<string, CommandOption>;

export const servingHelp = `Options:
  --port N         port; 0 takes any free one (TREFOIL_PORT, 4000)
  --host ADDR      address (TREFOIL_HOST, 127.0.0.1)
  --profile P      development or production (TREFOIL_PROFILE, development)
  --sources A,B    only these sources (TREFOIL_SOURCES, all)
  --artifacts DIR  folder of the composed graph (TREFOIL_ARTIFACTS, .trefoil)
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
    if (!existsSync(join(config.artifacts, 'graph.json'))) console.log(await composeInto({ env }));
    const { createGateway } = await import('../gateway.ts');
    const ended = untilEnded();
    const gateway = await createGateway(config);
    try {
      const { url } = await gateway.listen();
      console.log(banner(config, url, gateway.standIns, (await readExamples())[0]?.text ?? ''));
      process.send?.({ url });
      await ended;
    } finally {
      await gateway.close();
    }
    return 0;
  },
};

/** A signal, or the end of the process that started this one and talks to it. */
export function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
}
