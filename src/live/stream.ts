import type { Lease } from '../identity/lease.ts';
import { GatewayError } from '../errors.ts';
import type { Answer } from '../plan/plan.ts';
import type { Cancellation } from '../transport/cancellation.ts';

/** The gateway goes down: transports cut the line without a word of completion, so that clients come back. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface StreamOptions {
  /** The response key, for what ends the stream with an error. */
  key: string;
  /** Aborted when the client has gone. */
  client: Cancellation;
  /** Aborted when the gateway goes down. */
  closing: AbortSignal;
  takeLease(): Lease;
  /** Counts the stream in; the answer counts it out. */
  enter(): Disposable;
  events(signal: AbortSignal): AsyncGenerator<Answer, void>;
  /** Told of what ends a stream that the subscriber did not end. */
  onFailure(error: unknown): void;
}

type Ending = 'gone' | 'lease' | 'closing';

/**
 * One subscription for as long as its client, its credential and the gateway last. `return` ends it
 * at once, even while it waits for something to happen.
 */
export function stream(options: StreamOptions): AsyncGenerator<Answer, void> {
  const { key, client, closing } = options;
  const controller = new AbortController();
  let ending: Ending | undefined;
  const end = (why: Ending) => {
    ending ??= why;
    controller.abort();
  };

  async function* run(): AsyncGenerator<Answer, void> {
    const gone = () => end('gone');
    const down = () => end('closing');
    try {
      using _entered = options.enter();
      using lease = options.takeLease();
      listen(client, gone);
      listen(closing, down);
      listen(lease.signal, () => end('lease'));
      if (!controller.signal.aborted) yield* options.events(controller.signal);
      if (ending === 'lease') throw leaseEnded();
      if (ending === 'closing') throw new Interrupted('the gateway is going down; subscribe again');
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      if (ending === 'gone') return;
      options.onFailure(error);
      yield { data: { [key]: null }, errors: [{ path: [key], error: error as Error }] };
    } finally {
      controller.abort();
      client.removeEventListener('abort', gone);
      closing.removeEventListener('abort', down);
    }
  }

  const generator = run();
  const finish = generator.return.bind(generator);
  generator.return = (value) => {
    end('gone');
    return finish(value);
  };
  return generator;
}

function listen(signal: Cancellation, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
}

function leaseEnded(): GatewayError {
  return new GatewayError('ACCESS_DENIED', {
    detail:
      'what this subscription was opened with has expired, was revoked or has changed; subscribe again with what is valid now',
  });
}
