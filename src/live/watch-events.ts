import type { Change } from './cursor.ts';
import { Cursor } from './cursor.ts';
import { assemble, type CompiledEvent } from './compile-subscription.ts';
import type { LiveFields, Offered } from './describe-live.ts';
import type { FetchedObjects, ObjectFetcher } from './fetch-object.ts';
import { fetchPatiently, type Patience } from './fetch-patiently.ts';
import type { Watch } from '../live-offer.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Answer } from '../plan/plan.ts';
import type { QueryRunner } from './run-query.ts';
import type { EventSource } from './subscribe.ts';
import type { Watches } from './watches.ts';

export interface WatchEventsOptions extends Patience {
  fields: LiveFields;
  watches: Watches;
  runner: QueryRunner;
  fetcher: ObjectFetcher;
}

/** Events of what is looked at: the first at once, then one for every change, until it is over. */
export function createWatchEvents(options: WatchEventsOptions): EventSource {
  const { fields } = options;

  return async function* watchEvents(event, { operation, variables, signal }) {
    const watch = fields.watches.get(event.name)!;
    const dress = createDresser(options, event, watch, { operation, variables, signal });
    const heard = listenToWatch(options, watch, event, { operation, signal });
    for await (const { change, missed } of heard) yield await dress(change, missed);
  };
}

interface Heard {
  change: Change;
  missed: number;
}

/** Changes of what a watch follows, whoever else listens. */
export async function* listenToWatch(
  { watches, runner, time }: WatchEventsOptions,
  watch: Offered<Watch>,
  { name, args }: Pick<CompiledEvent, 'name' | 'args'>,
  { operation, signal }: { operation: OperationContext; signal: AbortSignal },
): AsyncGenerator<Heard, void> {
  const wanted = watch.itemOf(args);
  const isEndless = watch.isEndless(args);
  const cursor = new Cursor({ source: watch.source.name, wanted, isEndless });
  using listener = watches.join({
    key: [operation.identity.partition, name, watch.keyOf(args)],
    wanted,
    look: (ids, pollSignal) => watch.look(runner.ask({ operation, signal: pollSignal }), args, ids),
  });
  const { mailbox } = listener;
  const close = () => mailbox.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    while (!signal.aborted && !cursor.isOver) {
      const report = await mailbox.take();
      if (!report || signal.aborted) return;
      const changes = cursor.step(report, time.now());
      listener.want(cursor.following);
      for (const change of changes) {
        yield { change, missed: mailbox.takeMissed() };
      }
    }
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** Makes events of changes: what the gateway knows, and the object as the subscriber may see it. */
export function createDresser(
  options: WatchEventsOptions,
  event: CompiledEvent,
  watch: Offered<Watch>,
  subscription: Parameters<EventSource>[1],
): (change: Change, missed: number) => Promise<Answer> {
  const { fetcher } = options;
  const { operation, variables, signal } = subscription;
  let last: { id: string; objects: FetchedObjects['values'] } | undefined;

  return async function dress({ item, sight, stale, ageMs, atMs }, missed) {
    let objects = last?.id === item?.id ? last?.objects : undefined;
    let errors: FetchedObjects['errors'] = [];
    if (item && !stale && event.objects.length > 0) {
      const request = watch.locate(event.args, item, sight);
      const fetched = await fetchPatiently(options, signal, () =>
        fetcher.fetch(event, request, { operation }, { occasion: sight, variables }),
      );
      objects = fetched.values;
      errors = fetched.errors;
      last = { id: item.id, objects };
    }
    const facts = {
      status: item?.status ?? null,
      isFinal: item?.isFinal ?? false,
      stale,
      ageMs: ageMs ?? null,
      at: new Date(atMs).toISOString(),
      missed,
    };
    const nothing = new Map(event.objects.map(({ key }) => [key, null]));
    const { value, errors: ownErrors } = assemble(event, facts, objects ?? nothing);
    return {
      data: { [event.key]: value },
      errors: [...errors, ...ownErrors].map(({ path, error }) => ({
        path: [event.key, ...path],
        error,
      })),
    };
  };
}
