import type { IncomingMessage, RequestListener } from 'node:http';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { openInbound, requestIdOf, type Inbound } from './inbound.ts';
import { takePlace, type Load } from './load.ts';
import { sendOverloaded } from './overloaded.ts';
import { ClientGone } from './read-body.ts';
import { isBug, sendError } from './reply.ts';

export interface Route {
  /** For logs and metrics: a name that is ours, never what was sent. */
  readonly name: string;
  /** Counts towards what the gateway can do at once. */
  readonly isCounted?: boolean;
  answer(inbound: Inbound): void | Promise<void>;
}

export interface FrontDoorOptions {
  findRoute(incoming: IncomingMessage): Route;
  load: Load;
  telemetry: Telemetry;
  isDraining(): boolean;
}

/**
 * What holds for every request that is let in: an id, a place in a trace, a place to stand in, a line in
 * the log. Who is sent away is counted and no more: whoever is let in pays for it.
 */
export function createFrontDoor(options: FrontDoorOptions): RequestListener {
  const { findRoute, load, telemetry, isDraining } = options;

  return function receive(incoming, outgoing) {
    const route = findRoute(incoming);
    if (isDraining()) outgoing.setHeader('connection', 'close');
    const release = route.isCounted ? takePlace(load) : () => {};
    if (typeof release === 'string') {
      telemetry.metrics.shed(release, route.name);
      return sendOverloaded(outgoing, requestIdOf(incoming));
    }
    const trace = telemetry.joinTrace(incoming.headers['traceparent'] as string | undefined);
    const inbound = openInbound(incoming, outgoing, trace, release);
    outgoing.once('close', () => {
      release();
      telemetry.requestEnded({
        requestId: inbound.requestId,
        method: incoming.method ?? '',
        route: route.name,
        status: outgoing.statusCode,
        isAborted: !outgoing.writableFinished,
        startedAtMs: inbound.startedAtMs,
        operations: inbound.operations,
        trace,
      });
    });
    try {
      route.answer(inbound)?.catch((error: unknown) => fail(inbound, error));
    } catch (error) {
      fail(inbound, error);
    }
  };

  function fail({ outgoing, requestId }: Inbound, error: unknown): void {
    if (error instanceof ClientGone) return;
    if (isBug(error)) telemetry.log.error({ requestId, err: error }, 'a bug');
    if (outgoing.headersSent) outgoing.destroy();
    else sendError(outgoing, error, requestId);
  }
}
