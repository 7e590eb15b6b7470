import type { GatewayDeps } from '../../src/gateway.ts';
import { currentTest, gateways, noteSecretsOf, record } from './record.ts';
import { runFolder } from './run-folder.ts';

export interface WatchedGateway {
  deps: GatewayDeps;
  listens(url: string): void;
  /** It still answers: the last chance to see what it has counted. */
  ends(): Promise<void>;
}

/** Records what a test's gateway logs, answers and counts. */
export function watchGateway({
  env = {},
  deps,
}: {
  env?: Record<string, string>;
  deps?: GatewayDeps;
}): WatchedGateway {
  const test = runFolder() ? currentTest() : '';
  let address = '';
  let isEnding = false;
  noteSecretsOf(env);
  const logStream = {
    write(line: string) {
      record('log', line, test);
      // The test did not ask for that page.
      if (!isEnding || !line.includes('"/metrics"')) deps?.logStream?.write(line);
    },
  };
  return {
    deps: { ...deps, logStream },
    listens(url) {
      address = url;
      gateways.set(Number(new URL(url).port), test);
    },
    async ends() {
      if (!runFolder()) return;
      isEnding = true;
      // What a metrics page says passes the socket as every answer does.
      await fetch(`${address}/metrics`).then(
        (response) => response.text(),
        () => undefined,
      );
      gateways.delete(Number(new URL(address).port));
    },
  };
}
