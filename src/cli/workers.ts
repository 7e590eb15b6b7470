import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { serveGrapevine } from '../live/workers.ts';
import { serveClusterMetrics } from '../telemetry/cluster-metrics.ts';

/** A worker that fails again and again is started again once in this time. */
const RESTART_MS = 1_000;

export const isWorker = cluster.isWorker;

/** The line to the primary process keeps a worker running, also one that could not start. */
export function leavePrimary(): void {
  cluster.worker?.disconnect();
}

/**
 * Runs this very command in several processes that share the port. `onReady` is told once all serve.
 * Answers with the exit code: 0 when all ended as they were asked to.
 */
export async function runWorkers(count: number, onReady: (url: string) => void): Promise<number> {
  serveClusterMetrics();
  serveGrapevine();
  const served = new Set<number>();
  const firstServes = new Promise<void>((resolve) => {
    cluster.on('message', (_, { url }: { url?: string }) => void (url && resolve()));
  });
  let isUp = false;
  let isStopping = false;
  let failures = 0;

  async function keepOneRunning(): Promise<void> {
    while (!isStopping) {
      const worker = cluster.fork();
      const [code] = (await once(worker, 'exit')) as [number | null];
      if (code === 0 && isStopping) return;
      failures += 1;
      // Once all have served, those that do go on while another cannot start again.
      if (!isUp && !served.has(worker.id)) return stopAll('SIGTERM');
      if (!isStopping) await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
    }
  }

  function stopAll(signal: 'SIGTERM' | 'SIGKILL'): void {
    isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) failures += 1;
      stopAll(isStopping ? 'SIGKILL' : 'SIGTERM');
    });
  }
  cluster.on('message', (worker, message: { url?: string }) => {
    if (message.url === undefined) return;
    served.add(worker.id);
    if (isUp || served.size < count) return;
    isUp = true;
    onReady(message.url);
  });
  // What keeps the first from serving would keep all of them, and is said once.
  const first = keepOneRunning();
  await Promise.race([first, firstServes]);
  await Promise.all([first, ...Array.from({ length: count - 1 }, keepOneRunning)]);
  return failures === 0 ? 0 : 1;
}

/**
 * What one of several workers may take: each counts its own calls, so together they must not take more
 * than the source allows. Throws CONFIG_INVALID for a stand-in, whose sample data lives in one process.
 */
export function shareLimits(config: Config, count: number): Config {
  const sources = config.sources.map(({ limits, ...configured }) => {
    const { source, endpoint, isVendor } = configured;
    if (endpoint === undefined && !isVendor) {
      throw new GatewayError('CONFIG_INVALID', {
        detail: `the ${source.title} stand-in keeps its data in one process; with --workers, every source needs an address`,
      });
    }
    const { requestsPerSecond, accountRequestsPerSecond, concurrency } = limits;
    return {
      ...configured,
      limits: {
        ...limits,
        requestsPerSecond: requestsPerSecond / count,
        accountRequestsPerSecond: accountRequestsPerSecond / count,
        concurrency: Math.ceil(concurrency / count),
      },
    };
  });
  return { ...config, sources };
}
