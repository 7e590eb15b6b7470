import { getArgumentValues } from 'graphql';
import type { GraphContract } from '../graph.ts';
import type { Dialect, RestOperation } from '../source.ts';
import type { CollectedField } from './collect.ts';
import { compileField, type Shape } from './complete.ts';
import { ErrorSink, INVALID } from './completer.ts';
import { failFields } from './graphql-fetch.ts';
import type { Fetch } from './plan.ts';

export interface RestFetchOptions {
  contract: GraphContract;
  dialect: Dialect;
  field: CollectedField;
  operation: RestOperation;
}

/** One root field of a REST contract: its dialect knows which calls that costs. */
export function compileRestFetch({ contract, dialect, field, operation }: RestFetchOptions): Fetch {
  const { key, definition, nodes } = field;
  const complete = compileField(field, restShape(dialect));
  const fetch = dialect.compile(operation, field.selection);
  const label = `${operation.method} ${operation.path}`;
  const isRead = operation.parentType === 'Query';

  return {
    keys: [key],
    describe: { contract: contract.name, source: contract.source, sends: label },
    async run({ caller, operation: context, variables }) {
      let value: unknown;
      try {
        const args = getArgumentValues(definition, nodes[0], variables);
        value = await fetch(args, (call) =>
          caller.rest(contract.name, { ...call, isRead, label }, context),
        );
      } catch (error) {
        return failFields([field], error as Error);
      }
      const sink = new ErrorSink();
      const completed = complete(value, sink, undefined);
      if (sink.count > 0) sink.prefix(0, key);
      const values = completed === INVALID ? undefined : { [key]: completed };
      return { values, errors: sink.errors };
    },
  };
}

export function restShape(dialect: Dialect): Shape {
  return {
    sourceKey: ({ name }) => name,
    reader: ({ parentType, name }) => dialect.reader?.(parentType.name, name),
    typeOf: (value) => dialect.typeOf?.(value),
  };
}
