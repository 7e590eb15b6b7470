import {
  Kind,
  execute,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { OperationContext } from '../operation-context.ts';
import type { CollectedField } from './collect.ts';
import { compileField } from './complete.ts';
import { Sink, INVALID, type LocatedError } from './completer.ts';
import { failFields } from './fail-fields.ts';
import type { Fetch } from './plan.ts';
import { readArguments } from './read-arguments.ts';

/** A root field that the gateway answers by itself. */
export type LocalResolver = (
  args: Record<string, unknown>,
  operation: OperationContext,
  asked: LocalQuestion,
) => unknown;

/** For a resolver that compiles what is selected by itself. */
export interface LocalQuestion {
  document: DocumentNode;
  node: OperationDefinitionNode;
  /** The response key that is to be answered. */
  key: string;
  variables: Record<string, unknown>;
}

/** What a resolver answers that has completed the value as it was selected, paths from the field. */
export class Completed {
  readonly value: unknown;
  readonly errors: readonly LocatedError[];

  constructor(value: unknown, errors: readonly LocatedError[]) {
    this.value = value;
    this.errors = errors;
  }
}

const plainShape = {
  sourceKey: ({ name }: CollectedField) => name,
  reader: () => undefined,
  typeReader:
    () =>
    ({ __typename: name }: Record<string, unknown>) =>
      name as string,
};

export function compileLocalFetch(
  field: CollectedField,
  resolve: LocalResolver,
  asked: Pick<LocalQuestion, 'document' | 'node'>,
): Fetch {
  const { key } = field;
  const complete = compileField(field, plainShape);
  return {
    keys: [key],
    describe: { sends: field.name },
    async run({ operation, variables }) {
      const sink = new Sink();
      let value: unknown;
      try {
        const args = readArguments(field, variables);
        value = await resolve(args, operation, { ...asked, key, variables });
      } catch (error) {
        return failFields([field], error as Error);
      }
      if (value instanceof Completed) {
        const errors = value.errors.map(({ path, error }) => ({ path: [key, ...path], error }));
        return { values: { [key]: value.value }, errors };
      }
      const completed = complete(value, sink, undefined);
      if (sink.count > 0) sink.prefix(0, key);
      return {
        values: completed === INVALID ? undefined : { [key]: completed },
        errors: sink.errors,
      };
    },
  };
}

/** `__typename` of a root type. */
export function compileTypenameFetch(field: CollectedField): Fetch {
  const values = { [field.key]: field.parentType.name };
  return {
    keys: [field.key],
    describe: { sends: '__typename' },
    run: () => Promise.resolve({ values, errors: [] }),
  };
}

/** `__schema` and `__type`: graphql-js answers them from the graph itself. */
export function compileIntrospectionFetch(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  fields: readonly CollectedField[],
): Fetch {
  const selections = fields.flatMap(({ nodes }) => nodes);
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const reduced: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  return {
    keys: fields.map(({ key }) => key),
    describe: { sends: fields.map(({ name }) => name).join(' ') },
    async run({ variables }) {
      const { data, errors = [] } = await execute({
        schema,
        document: { kind: Kind.DOCUMENT, definitions: [reduced, ...fragments] },
        variableValues: variables,
      });
      // The graph describes itself without fail; what can be wrong is what it is asked with.
      const located = errors.map(({ path = [], message: detail }) => ({
        path: [...path],
        error: new GatewayError('BAD_USER_INPUT', { detail }),
      }));
      return { values: data ? { ...data } : undefined, errors: located };
    },
  };
}
