import type { Config } from '../config.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Inbound } from './inbound.ts';
import { isLoopback } from './inbound.ts';
import { Refusal } from './refusal.ts';

/** Names of sources and how they fare are nobody's business but the operator's. */
export function createMetricsPage(
  access: Config['metricsAccess'],
  metrics: Pick<Metrics, 'print' | 'contentType'>,
): (inbound: Inbound) => Promise<void> {
  return async function sendMetrics({ incoming, outgoing }) {
    if (access === 'off') throw new Refusal(404, 'nothing is here; the graph is at /graphql');
    if (access === 'loopback' && !isLoopback(incoming)) {
      throw new Refusal(
        403,
        'metrics are for callers on this machine; TREFOIL_METRICS=public opens them',
        { code: 'ACCESS_DENIED' },
      );
    }
    const text = await metrics.print();
    outgoing.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    outgoing.end(text);
  };
}
