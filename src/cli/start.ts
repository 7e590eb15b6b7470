import { join } from 'node:path';
import { sources } from '../../sources/index.ts';
import { readConfig } from '../config.ts';
import { readExamples } from '../examples.ts';
import { createGateway } from '../gateway.ts';
import { packageRoot } from '../package-root.ts';
import { banner } from './banner.ts';
import type { Command } from './command.ts';

export const start: Command = {
  summary: 'serve the graph',
  help: `Usage: trefoil start [options]

Serves the composed graph. A source that has neither an address nor a credential is answered by
its stand-in, with sample data; the production profile never starts one.

Options:
  --port N      port (TREFOIL_PORT, 4000)
  --host ADDR   address (TREFOIL_HOST, 127.0.0.1)
  --profile P   development or production (TREFOIL_PROFILE, development)

Examples:
  trefoil start
  trefoil start --port 8080
  FLEEK_API_KEY=… FIBERY_ACCOUNT=acme FIBERY_SPACE=Delivery FIBERY_TOKEN=… trefoil start`,
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    profile: { type: 'string' },
  },
  async run({ values, env }) {
    const config = readConfig(
      {
        TREFOIL_ARTIFACTS: join(packageRoot, '.trefoil'),
        ...env,
        ...(values['port'] ? { TREFOIL_PORT: values['port'] } : {}),
        ...(values['host'] ? { TREFOIL_HOST: values['host'] } : {}),
        ...(values['profile'] ? { TREFOIL_PROFILE: values['profile'] } : {}),
      },
      sources,
    );
    const gateway = await createGateway(config);
    try {
      const { url } = await gateway.listen();
      console.log(banner(config, url, gateway.standIns, (await readExamples())[0]?.text ?? ''));
      await untilSignalled();
    } finally {
      await gateway.close();
    }
    return 0;
  },
};

function untilSignalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
