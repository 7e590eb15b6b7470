import type { Graph } from '../graph.ts';
import type { Feed, PlacedNotice } from '../live-offer.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Changes, Told } from './changes.ts';
import { assemble } from './compile-subscription.ts';
import type { LiveFields, Offered } from './describe-live.ts';
import type { ObjectFetcher } from './fetch-object.ts';
import { fetchPatiently, type Patience } from './fetch-patiently.ts';
import { Mailbox } from './mailbox.ts';
import { isGranted, type EventSource } from './subscribe.ts';

export interface FeedEventsOptions extends Patience {
  graph: Graph;
  fields: LiveFields;
  changes: Changes;
  fetcher: ObjectFetcher;
  /** Events that wait for one subscriber. */
  queue: number;
}

/**
 * Events of what webhooks tell. A webhook is only the occasion: every subscriber hears what their own
 * credential can read, and nothing at all of what it cannot.
 */
export function createFeedEvents(options: FeedEventsOptions): EventSource {
  const { graph, fields, changes, fetcher } = options;

  return async function* feedEvents(event, { operation, variables, signal }) {
    const feed = fields.feeds.get(event.name)!;
    const mailbox = new Mailbox<Told>(options.queue);
    const close = () => mailbox.close();
    using _listening = changes.listen((told) => {
      const placed = told.placed.get(event.name);
      if (placed && feed.matches(event.args, placed)) mailbox.push(told);
    });
    signal.addEventListener('abort', close, { once: true });
    try {
      for (;;) {
        const told = await mailbox.take();
        if (!told || signal.aborted) return;
        const placed = told.placed.get(event.name)!;
        const request = feed.locate(event.args, placed);
        if (!mayRead(feed, request.field, operation)) continue;
        const { values, errors, isThere } = await fetchPatiently(options, signal, () =>
          fetcher.fetch(event, request, { operation }, { occasion: told, variables }),
        );
        if (isThere === undefined) {
          // Whether this subscriber may know what changed cannot be said; that something did, can.
          yield {
            data: { [event.key]: null },
            errors: errors.map(({ error }) => ({ path: [event.key], error })),
          };
          continue;
        }
        // What is there for this subscriber was deleted somewhere else, if at all.
        if (isThere && placed.action === 'delete') continue;
        if (!isThere && !(await proves(feed, placed, told, event.args, operation))) continue;
        const facts = {
          type: placed.typeValue,
          id: placed.id,
          action: placed.action,
          at: new Date(told.atMs).toISOString(),
          missed: mailbox.takeMissed(),
        };
        const { value, errors: ownErrors } = assemble(event, facts, values);
        yield {
          data: { [event.key]: value },
          errors: [...errors, ...ownErrors].map(({ path, error }) => ({
            path: [event.key, ...path],
            error,
          })),
        };
      }
    } finally {
      signal.removeEventListener('abort', close);
    }
  };

  function mayRead(feed: Offered<Feed>, field: string, { identity }: OperationContext): boolean {
    const source = feed.source.name;
    const contract = graph.fields.Query[field] ?? source;
    return isGranted(identity, { source, contract, field, isMutation: false });
  }

  async function proves(
    feed: Offered<Feed>,
    placed: PlacedNotice,
    told: Told,
    args: Parameters<Feed['locate']>[0],
    operation: OperationContext,
  ): Promise<boolean> {
    const proof = feed.prove?.(args, placed);
    if (!proof) return false;
    const { data, errors } = await fetcher.share(told, operation, proof.query, proof.variables);
    return errors.length === 0 && data !== null && proof.holds(data);
  }
}
