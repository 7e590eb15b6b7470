import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

const ASK = 'trefoil:metrics';
const PATIENCE_MS = 6_000;

interface Message {
  type: typeof ASK;
  id: number;
  text?: string;
}

/**
 * In one of several workers: how to print the metrics of them all, for a scrape reaches any one of
 * them. Undefined in a process that works alone.
 */
export function joinCluster(registries: () => Registry[]): (() => Promise<string>) | undefined {
  if (!cluster.isWorker) return undefined;
  AggregatorRegistry.setRegistries(registries());
  listenForPrimary();
  let lastId = 0;
  return () =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1);
      const giveUp = setTimeout(() => {
        process.off('message', hear);
        reject(new Error('the primary process does not answer'));
      }, PATIENCE_MS);
      function hear(message: Message): void {
        if (message.type !== ASK || message.id !== id || message.text === undefined) return;
        clearTimeout(giveUp);
        process.off('message', hear);
        resolve(message.text);
      }
      process.on('message', hear);
      process.send?.({ type: ASK, id } satisfies Message);
    });
}

/** In the primary process: adds up what the workers count, whenever one of them asks. */
export function serveClusterMetrics(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on('message', (worker, message: Message) => {
    if (message.type !== ASK) return;
    void aggregator
      .clusterMetrics()
      .catch(() => '')
      .then((text) => worker.isConnected() && worker.send({ ...message, text }));
  });
}

/** The library answers the primary once one of these exists. */
function listenForPrimary(): AggregatorRegistry<'text/plain; version=0.0.4; charset=utf-8'> {
  return new AggregatorRegistry();
}
