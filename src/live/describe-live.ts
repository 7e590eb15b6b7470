import type { GraphQLSchema } from 'graphql';
import type { Graph } from '../graph.ts';
import type { Feed, Wait, Wake, Watch } from '../live-offer.ts';
import type { Source } from '../source.ts';

/** What all sources together add to the graph for those who listen. */
export interface LiveFields {
  /** For the graph; empty when no source offers anything. */
  sdl: readonly string[];
  /** By field of Subscription. */
  watches: ReadonlyMap<string, Offered<Watch>>;
  feeds: ReadonlyMap<string, Offered<Feed>>;
  /** By field of Mutation. */
  waits: ReadonlyMap<string, Offered<Wait>>;
  wakes: ReadonlyMap<string, Offered<Wake>>;
}

export type Offered<T> = T & { readonly source: Source };

/** Asks every source what it can tell of, given the graph that its contracts became. */
export function describeLive(
  schema: GraphQLSchema,
  graph: Graph,
  sources: readonly Source[],
): LiveFields {
  const offers = sources.flatMap((source) => {
    const contracts = Object.values(graph.contracts).filter((c) => c.source === source.name);
    const live = source.live?.extend({ schema, contracts });
    return live ? [{ source, live }] : [];
  });
  const collect = <T extends object>(
    pick: (live: (typeof offers)[number]['live']) => Readonly<Record<string, T>> | undefined,
  ) =>
    new Map(
      offers.flatMap(({ source, live }) =>
        Object.entries(pick(live) ?? {}).map(
          ([field, offer]) => [field, { ...offer, source }] as const,
        ),
      ),
    );
  return {
    sdl: offers.length > 0 ? ['type Subscription', ...offers.map(({ live }) => live.sdl)] : [],
    watches: collect((live) => live.watches),
    feeds: collect((live) => live.feeds),
    waits: collect((live) => live.waits),
    wakes: collect((live) => live.wakes),
  };
}
