import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { GatewayError } from '../errors.ts';
import type { DeployOperations } from '../live-offer.ts';
import { refused } from './ask-gateway.ts';
import { ProgressLine } from './progress-line.ts';

/** Beside 0 (deployed), 1 (failed) and 2 (not understood). */
const STILL_RUNNING = 3;

interface Event {
  status: string | null;
  isFinal: boolean;
  stale: boolean;
}

export interface Followed {
  url: string;
  headers: Record<string, string>;
  site: string;
  variables: Record<string, unknown>;
}

/** Tells how a deploy goes until it is over; answers with the exit code. */
export async function followDeploy(
  { follow: { query, field }, isGood }: DeployOperations,
  { url, headers, site, variables }: Followed,
  timeoutMs: number,
): Promise<number> {
  using progress = new ProgressLine(site);
  // A gateway that starts again is back within a minute.
  const streams = createClient({
    url,
    headers,
    retryAttempts: 10,
    async retry(attempts) {
      progress.show('the gateway is away');
      await delay(Math.min(1000 * 2 ** attempts, 10_000), undefined, { ref: false });
    },
  });
  const events = streams.iterate<Record<string, Event | null>>({ query, variables });
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
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const detail = `lost the gateway at ${new URL(url).origin}; the deploy goes on without it`;
    throw new GatewayError('SOURCE_UNREACHABLE', { detail, cause: error });
  } finally {
    clearTimeout(timer);
  }
  progress.end(`still running after ${timeoutMs / 1000} s`);
  return STILL_RUNNING;
}
