import { setMaxListeners } from 'node:events';
import type { GraphQLSchema } from 'graphql';
import type { Graph } from '../graph.ts';
import type { Keyring } from '../identity/keyring/keyring.ts';
import type { ProfileRates } from '../identity/profile-rates.ts';
import type { MeshExecutor } from '../plan/mesh-executor.ts';
import type { KnownOperation, OperationStore } from '../plan/operation-store.ts';
import type { Answer } from '../plan/plan.ts';
import type { Source } from '../source.ts';
import type { Log } from '../telemetry/log.ts';
import type { Caller } from '../transport/call-source.ts';
import { Changes } from './changes.ts';
import type { LiveFields } from './describe-live.ts';
import { createFeedEvents } from './feed-events.ts';
import { ObjectFetcher } from './fetch-object.ts';
import { Inbox, type WebhookKey } from './inbox.ts';
import { noticeWakes } from './notice-wakes.ts';
import { placeNotice } from './place-notice.ts';
import type { LiveSettings } from './read-settings.ts';
import { createQueryRunner } from './run-query.ts';
import { Seats } from './seats.ts';
import { createSubscribe, type CheckVariables, type Subscribe } from './subscribe.ts';
import { systemTime, type Time } from './time.ts';
import type { RunOperation, WaitOptions } from './waits.ts';
import { createWatchEvents } from './watch-events.ts';
import { Watches } from './watches.ts';
import { joinGrapevine } from './workers.ts';

export interface LiveOptions {
  schema: GraphQLSchema;
  graph: Graph;
  sources: readonly Source[];
  fields: LiveFields;
  settings: LiveSettings;
  store: OperationStore;
  caller: Caller;
  mesh: MeshExecutor;
  prefer: 'plan' | 'mesh';
  run: RunOperation;
  rates: ProfileRates;
  keyring: Keyring | undefined;
  log: Log;
  webhookKeys: ReadonlyMap<string, WebhookKey>;
  /** For one look or one object. */
  timeoutMs: number;
  checkVariables: CheckVariables;
  /** @default the system's */
  time?: Time | undefined;
}

/** All that tells of things as they happen. */
export interface Live extends Disposable {
  subscribe: Subscribe;
  inbox: Inbox;
  changes: Changes;
  counts(): { subscriptions: number; pollers: number };
  /** Ends every subscription in the way that makes clients come back. */
  drain(): void;
  /** To be told of every operation that ran: what it did may be worth a look. */
  ran(known: KnownOperation, variables: Record<string, unknown>, answer: Answer): void;
}

export function createLive(options: LiveOptions): { live: Live; waitOptions: WaitOptions } {
  const { schema, graph, fields, settings, rates, keyring, log, time = systemTime } = options;
  const { fastestMs, slowestMs, queue } = settings;
  const closing = new AbortController();
  const { signal } = closing;
  // Every subscription listens to it; Node would take more than ten for a leak.
  setMaxListeners(0, signal);
  const runner = createQueryRunner(options);
  const fetcher = new ObjectFetcher(schema, runner, signal);
  const watches = new Watches({ fastestMs, slowestMs, queue, time });
  const changes = new Changes();
  const shared = { schema, graph, fields, fetcher, time, fastestMs, queue };
  const seats = new Seats(settings.subscriptions);
  const waiting = { run: options.run, seats, keyring, closing: signal };
  const waitOptions = { ...shared, ...waiting, watches, runner };
  const subscribe = createSubscribe({
    schema,
    graph,
    fields,
    rates,
    keyring,
    log,
    closing: signal,
    seats,
    checkVariables: options.checkVariables,
    watch: createWatchEvents({ ...shared, watches, runner }),
    feed: createFeedEvents({ ...shared, changes }),
  });
  const { sources, webhookKeys } = options;
  const grapevine = joinGrapevine((news, isLeader) => {
    if (news.kind === 'wake') return watches.wake(news.watch, news.key);
    changes.drop(news.source);
    for (const notice of news.notices) {
      const placed = placeNotice(fields, news.source, notice);
      changes.publish({ source: news.source, notice, placed, atMs: news.atMs, isOurs: isLeader });
    }
  });
  const { tell } = grapevine;
  const live: Live = {
    subscribe,
    changes,
    inbox: new Inbox({ sources, keys: webhookKeys, tell, time }),
    counts: () => ({ subscriptions: seats.taken, pollers: watches.size }),
    drain: () => closing.abort(),
    ran: noticeWakes(schema, fields, tell),
    [Symbol.dispose]() {
      closing.abort();
      grapevine[Symbol.dispose]();
      watches[Symbol.dispose]();
    },
  };
  return { live, waitOptions };
}
