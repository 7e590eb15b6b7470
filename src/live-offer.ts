import type { GraphQLSchema } from 'graphql';
import type { GraphContract } from './graph.ts';

/** What a source adds to the graph for those who want to know when something happens. */
export interface LiveOffer {
  /** Undefined when the composed graph lacks what would be told of. */
  extend(view: LiveView): LiveGraph | undefined;
  /** Reads a webhook's body, already parsed; empty when it tells of nothing that the source knows. */
  readWebhook?(body: unknown): Notice[];
  /** What `trefoil deploy` runs. */
  readonly deploy?: DeployOperations;
}

export interface LiveView {
  schema: GraphQLSchema;
  /** Those of the source. */
  contracts: readonly GraphContract[];
}

/**
 * All by field name. The event types are the source's own; the gateway fills those of their fields
 * that are called `status`, `isFinal`, `stale`, `ageMs`, `at`, `missed`, `type`, `id` and `action`.
 */
export interface LiveGraph {
  /** Extends Subscription, and Mutation for `waits`. */
  sdl: string;
  watches?: Readonly<Record<string, Watch>>;
  feeds?: Readonly<Record<string, Feed>>;
  /** Mutations that start something and answer when it is over. */
  waits?: Readonly<Record<string, Wait>>;
  /** Mutations after which something is worth a look. */
  wakes?: Readonly<Record<string, Wake>>;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** Runs a query as the subscriber. Rejects with the first error of its answer. */
export type Ask = (
  query: string,
  variables: Record<string, unknown>,
) => Promise<Record<string, unknown>>;

/** A subscription whose news must be fetched: looked at over and over while somebody listens. */
export interface Watch {
  /** The field of the event that holds the object. */
  readonly objectField: string;
  /** The root fields that looking and fetching use: a subscriber needs the grant for them. */
  readonly reads: readonly string[];
  /** Subscribers of one partition with the same key share one poller. */
  keyOf(args: Arguments): string;
  /** The one item that is followed; undefined is the newest at the start. */
  itemOf(args: Arguments): string | undefined;
  /** Goes on with the next item when one is over. */
  isEndless(args: Arguments): boolean;
  /** The state of things, newest first; the wanted items are among them if they exist. */
  look(ask: Ask, args: Arguments, wanted: ReadonlySet<string>): Promise<Sight>;
  /** How the object of an event is asked for. */
  locate(args: Arguments, item: Item, sight: Sight): ObjectRequest;
}

export type Sight = readonly Item[];

export interface Item {
  id: string;
  status: string;
  /** Nothing will happen to it any more. */
  isFinal: boolean;
}

/** A subscription to what webhooks tell. */
export interface Feed {
  readonly objectField: string;
  /** The root fields that events can be fetched with; those not granted are not told of. */
  reads(args: Arguments): readonly string[];
  /** What a notice means in the graph; undefined when the graph has no such type. */
  place(notice: Notice): PlacedNotice | undefined;
  matches(args: Arguments, placed: PlacedNotice): boolean;
  locate(args: Arguments, placed: PlacedNotice): ObjectRequest;
  /**
   * Asked when the object is not there: what only those who could have seen it can read. Without
   * it, or when it answers nothing, the subscriber is not told.
   */
  prove?(args: Arguments, placed: PlacedNotice): Proof;
}

export interface Proof {
  query: string;
  variables: Record<string, unknown>;
  holds(data: Record<string, unknown>): boolean;
}

/** What a webhook says happened, in the vendor's words; never what the thing looks like. */
export interface Notice {
  type: string;
  id: string;
  /** `create`, `update`, `delete`, `publish`, ...: as rules and events name it. */
  action: string;
}

export interface PlacedNotice extends Notice {
  /** The object type of the graph. */
  typeName: string;
  /** As the event's `type` field has it. */
  typeValue: string;
}

/** A root field of Query, and where below it the object is. */
export interface ObjectRequest {
  field: string;
  args: Record<string, unknown>;
  /** Fields that lead from the answer to the object, or to the list that holds it. */
  below: readonly string[];
  idField: string;
  id: string;
  /** The object's type. */
  typeName: string;
  /** Field -> value: where the object has moved on meanwhile, the event still says one thing. */
  known?: Record<string, unknown>;
}

/** A mutation that starts something and answers when it is over. */
export interface Wait {
  /** The subscription field's watch that tells when. */
  readonly watch: string;
  /** Starts it. Runs as an operation of the caller's own, with its grants and its audit. */
  readonly start: { mutation: string; variables(args: Arguments): Record<string, unknown> };
  /** The arguments of the watch; undefined when nothing was started. */
  watchArgs(args: Arguments, started: Record<string, unknown>): Arguments | undefined;
  timeoutMs(args: Arguments): number;
}

export interface Wake {
  readonly watch: string;
  /** The key of the watch. */
  keyOf(args: Arguments): string;
}

export interface DeployOperations {
  /** Where to find a site by what people call it: `$site`. Tried in turn. */
  readonly find: readonly {
    query: string;
    idOf(data: Record<string, unknown>): string | undefined;
  }[];
  /** `$id`, `$commit`. */
  readonly start: { query: string; idOf(data: Record<string, unknown>): string | undefined };
  /** `$id`, `$deploy`; events of the watch with the fields `status`, `isFinal`, `stale` and `ageMs`. */
  readonly follow: { query: string; field: string };
  readonly isGood: (status: string) => boolean;
}
