import type { GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Keyring } from '../identity/keyring/keyring.ts';
import { takeLease } from '../identity/lease.ts';
import type { Wait } from '../live-offer.ts';
import type { OperationContext } from '../operation-context.ts';
import { Completed, type LocalQuestion, type LocalResolver } from '../plan/local-fetch.ts';
import type { Answer } from '../plan/plan.ts';
import type { Change } from './cursor.ts';
import { compileEvent } from './compile-subscription.ts';
import type { LiveFields, Offered } from './describe-live.ts';
import type { Seats } from './seats.ts';
import type { Cancellation } from '../transport/cancellation.ts';
import { createDresser, listenToWatch, type WatchEventsOptions } from './watch-events.ts';

/** Runs an operation as its caller sent it: with grants, rates and audit. */
export type RunOperation = (
  text: string,
  variables: Record<string, unknown>,
  operation: OperationContext,
) => Promise<Answer>;

export interface WaitOptions extends WatchEventsOptions {
  schema: GraphQLSchema;
  run: RunOperation;
  /** Says when what the caller was let in with does not hold any more. */
  keyring: Keyring | undefined;
  /** Who waits takes one as a subscriber does. */
  seats: Seats;
  /** Aborted when the gateway goes down. */
  closing: AbortSignal;
}

/** Resolvers of the mutations that start something and answer when it is over. */
export function createWaits(
  fields: LiveFields,
  getOptions: () => WaitOptions,
): Record<string, LocalResolver> {
  return Object.fromEntries(
    [...fields.waits].map(([name, wait]) => [
      `Mutation.${name}`,
      async (_args, operation, asked) => {
        try {
          return await startAndWait(getOptions(), wait, operation, asked);
        } catch (error) {
          return new Completed(null, [{ path: [], error: error as Error }]);
        }
      },
    ]),
  );
}

async function startAndWait(
  options: WaitOptions,
  wait: Offered<Wait>,
  operation: OperationContext,
  asked: LocalQuestion,
): Promise<Completed> {
  const { schema, run, keyring, fields, time, seats } = options;
  const watch = fields.watches.get(wait.watch)!;
  const { variables } = asked;
  const event = compileEvent(schema, asked, () => watch.objectField)!;
  using _seat = seats.take();
  const { data, errors } = await run(
    wait.start.mutation,
    wait.start.variables(event.args),
    operation,
  );
  if (errors.length > 0) throw errors[0]!.error;
  const args = wait.watchArgs(event.args, data ?? {});
  if (!args) {
    throw new GatewayError('SOURCE_ERROR', {
      source: wait.source.name,
      detail: 'answered null: it started nothing; check the id, or try again in a while',
    });
  }

  using lease = takeLease(operation.identity, { keyring });
  using ending = new Ending([operation.signal, options.closing, lease.signal]);
  const { signal } = ending;
  const followed = { ...event, name: wait.watch, args };
  const dress = createDresser(options, followed, watch, { operation, variables, signal });
  void time.sleep(wait.timeoutMs(event.args), signal).then(() => ending.end());
  let last: Change | undefined;
  for await (const { change } of listenToWatch(options, watch, followed, { operation, signal })) {
    last = change;
  }
  if (lease.signal.aborted) {
    throw new GatewayError('ACCESS_DENIED', {
      detail:
        'it was started, and meanwhile your access has expired, was revoked or has changed; ask how it stands with what is valid now',
    });
  }
  if (options.closing.aborted || !last) {
    throw new GatewayError('DEADLINE_EXCEEDED', {
      source: wait.source.name,
      detail: 'it was started, and the gateway could not wait for its end; ask how it stands',
    });
  }
  const answer = await dress(last, 0);
  const place = answer.errors.map(({ path, error }) => ({ path: path.slice(1), error }));
  return new Completed(answer.data?.[event.key] ?? null, place);
}

/** Aborts with the first of several signals, and lets go of them when done. */
class Ending implements Disposable {
  readonly #controller = new AbortController();
  readonly #signals: readonly Cancellation[];
  readonly end = () => this.#controller.abort();

  constructor(signals: readonly Cancellation[]) {
    this.#signals = signals;
    for (const signal of signals) {
      if (signal.aborted) this.end();
      signal.addEventListener('abort', this.end, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    this.end();
    for (const signal of this.#signals) signal.removeEventListener('abort', this.end);
  }
}
