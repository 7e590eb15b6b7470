import type { GraphQLSchema } from 'graphql';
import type { Graph } from '../../../src/graph.ts';
import type { Caller } from '../../../src/transport/call-source.ts';
import { askWorld } from './graphql-upstream.ts';
import { moodFault } from './mood-fault.ts';
import { askRestWorld } from './rest-upstream.ts';
import type { World } from './world.ts';

/** What one executor asked for while it ran an operation. */
export class Log {
  readonly requests: { contract: string; sends: string }[] = [];
  /** Mutations, in the order in which they happened. */
  readonly writes: string[] = [];
  readonly #problems: (() => readonly string[])[] = [];

  /** Why a source would not have run what it was asked. Found out when it is read: it takes its time. */
  get problems(): readonly string[] {
    return this.#problems.flatMap((find) => find());
  }

  suspect(problems: () => readonly string[]): void {
    this.#problems.push(problems);
  }
}

/** All sources of a graph, without a socket in between: a caller as the gateway's own, in front of a world. */
export function createWorldCaller(
  graph: Graph,
  schema: GraphQLSchema,
  contractSchemas: ReadonlyMap<string, GraphQLSchema>,
  world: World,
  log: Log,
): Caller {
  return {
    async graphql(contract, call) {
      log.requests.push({ contract, sends: call.query });
      const mood = world.mood(contract);
      const fault = moodFault(graph.contracts[contract]!, mood);
      if (fault && mood !== 'lost') throw fault;
      const own = contractSchemas.get(contract)!;
      const asked = askWorld(world, contract, own, graph.links, call);
      if (!call.isRead) log.writes.push(...asked.roots);
      log.suspect(asked.findProblems);
      return JSON.parse(JSON.stringify(asked.answer)) as typeof asked.answer;
    },
    async rest(contract, call) {
      const query = new URLSearchParams(call.query);
      const sends = `${call.method} ${call.path}?${query.toString()}`;
      log.requests.push({ contract, sends });
      if (!call.isRead) log.writes.push(sends);
      return askRestWorld(world, graph, graph.contracts[contract]!, schema, call);
    },
  };
}
