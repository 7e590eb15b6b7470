import type { GraphQLSchema } from 'graphql';
import { GatewayError } from '../../../src/errors.ts';
import type { Graph } from '../../../src/graph.ts';
import type { Caller } from '../../../src/transport/call-source.ts';
import { askWorld } from './graphql-upstream.ts';
import { askRestWorld } from './rest-upstream.ts';
import type { World } from './world.ts';

/** What one executor asked for while it ran an operation. */
export class Log {
  readonly requests: { contract: string; sends: string }[] = [];
  readonly touched: string[] = [];
  readonly problems: string[] = [];
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
      const { source } = graph.contracts[contract]!;
      if (world.mood(contract) === 'dead') {
        throw new GatewayError('SOURCE_UNREACHABLE', { source, detail: 'cannot be reached' });
      }
      const asked = askWorld(world, contract, contractSchemas.get(contract)!, call);
      log.touched.push(...asked.touched);
      log.problems.push(...asked.problems);
      return JSON.parse(JSON.stringify(asked.answer)) as typeof asked.answer;
    },
    async rest(contract, call) {
      const query = new URLSearchParams(call.query);
      log.requests.push({ contract, sends: `${call.method} ${call.path}?${query.toString()}` });
      return askRestWorld(world, graph, graph.contracts[contract]!, schema, call);
    },
  };
}
