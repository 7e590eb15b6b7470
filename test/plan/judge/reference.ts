import {
  execute,
  getNullableType,
  isListType,
  type DocumentNode,
  type GraphQLError,
  type GraphQLOutputType,
} from 'graphql';
import { GatewayError } from '../../../src/errors.ts';
import type { GraphContract } from '../../../src/graph.ts';
import type { LocatedError } from '../../../src/plan/completer.ts';
import type { Answer } from '../../../src/plan/plan.ts';
import type { Oddity } from './oddities.ts';
import { moodFault, saidBy } from './mood-fault.ts';
import { ReferenceFields, type ReferenceOptions } from './reference-fields.ts';
import { WorldFault, WorldObject, type Mood } from './world.ts';

/** The answer as the specification has it: graphql-js over the whole graph, each field asked for by itself. */
export async function runReference(
  options: ReferenceOptions,
  document: DocumentNode,
  variableValues: Record<string, unknown>,
): Promise<Answer & { oddities: Oddity[] }> {
  const { planner, world } = options;
  const fields = new ReferenceFields(options, document, variableValues);
  const { data = null, errors = [] } = await execute({
    schema: planner.schema,
    document,
    variableValues,
    fieldResolver: (source, args, context, info) => {
      const value = fields.resolve(source, args, context, info);
      return options.hasLinks ? asPromise(info.returnType, value) : value;
    },
    typeResolver(value, _, { path }) {
      const contract = fields.ownerAt(path);
      if (contract?.kind === 'rest') {
        const dialect = planner.dialects.get(contract.name);
        return dialect?.typeOf?.(value as Record<string, unknown>);
      }
      const { says } = value instanceof WorldObject ? value : { says: undefined };
      const own = Object.entries(contract?.names.types ?? {}).find(([, name]) => name === says);
      return own?.[0] ?? says;
    },
  });
  const located = errors.flatMap((error) => {
    const { path = [] } = error;
    const contract = fields.ownerOf(path);
    const isRefusal = error.message.startsWith('Argument "');
    if (isRefusal && contract?.kind === 'graphql') {
      fields.asked.add(contract.name);
      // Mesh refuses by itself, and hears no warning.
      if (world.mood(contract.name) === 'warning')
        fields.oddities.push({ kind: 'warning', path: [] });
    }
    return locate(error, contract, contract && world.mood(contract.name));
  });
  for (const name of fields.asked) {
    if (world.mood(name) !== 'warning') continue;
    located.push({ path: [], error: saidBy(planner.graph.contracts[name]!, 'has a warning') });
  }
  return { data: data && { ...data }, errors: located, oddities: fields.oddities };
}

/**
 * Where some fields answer later and a null that may not stand is found at once, graphql-js forgets
 * the others, and their rejections are nobody's. Where all answer later it waits for all.
 */
async function asPromise(type: GraphQLOutputType, value: unknown): Promise<unknown> {
  const found = await value;
  return Array.isArray(found) && isListType(getNullableType(type))
    ? found.map((item) => Promise.resolve(item))
    : found;
}

/** As the gateway would blame its sources. */
function locate(
  error: GraphQLError,
  contract: GraphContract | undefined,
  mood: Mood | undefined,
): LocatedError[] {
  const path = [...(error.path ?? [])];
  const cause = error.originalError;
  if (cause instanceof GatewayError || !contract) return [{ path, error: cause ?? error }];
  if (cause instanceof WorldFault) {
    return [{ path: [...path, ...cause.deeper], error: saidBy(contract, cause.message) }];
  }
  const { source, kind } = contract;
  if (!error.message.startsWith('Argument "')) {
    const detail = error.message;
    return [{ path, error: new GatewayError('SOURCE_BAD_ANSWER', { source, detail }) }];
  }
  // What is sent to a REST source has no place for it; a GraphQL source refuses it if it says anything.
  const detail = error.message;
  if (kind === 'rest') return [{ path, error: new GatewayError('BAD_USER_INPUT', { detail }) }];
  return [{ path, error: moodFault(contract, mood) ?? saidBy(contract, detail) }];
}
