import { visit } from 'graphql';
import type { GraphContract } from '../graph.ts';
import { remember } from '../remember.ts';
import type { Dialect, RestCall, RestOperation } from '../source.ts';
import type { CollectedField, CollectedSelection } from './collect.ts';
import { compileField, type Shape } from './complete.ts';
import { Sink, INVALID } from './completer.ts';
import { failFields } from './fail-fields.ts';
import { rememberResults } from './kept-results.ts';
import type { Fetch, FetchResult } from './plan.ts';
import { readArguments } from './read-arguments.ts';

type Variables = Record<string, unknown>;

export interface RestFetchOptions {
  contract: GraphContract;
  dialect: Dialect;
  field: CollectedField;
  operation: RestOperation;
  /** @default 0 */
  ttlMs?: number;
}

/** One root field of a REST contract: its dialect knows which calls that costs. */
export function compileRestFetch({
  contract,
  dialect,
  field,
  operation,
  ttlMs = 0,
}: RestFetchOptions): Fetch {
  const { key } = field;
  const complete = compileField(field, restShape(dialect));
  const fetch = dialect.compile(operation, withoutLinks(field.selection));
  const label = `${operation.method} ${operation.path}`;
  const names = [field.name];
  const isRead = operation.parentType === 'Query';
  const finish = ttlMs > 0 ? rememberResults(completeValue) : completeValue;
  // What is written may be looked at by those who write it, so it is never shared.
  const isFixed = isRead && !hasVariables(field);
  const argsOf = isFixed ? rememberArguments(field) : readArguments.bind(undefined, field);
  const describe = { contract: contract.name, source: contract.source, sends: label };

  const facts = { label, ttlMs, fields: names, askedBy: describe, isFixed };
  const tell = (call: RestCall) => ({
    ...call,
    ...facts,
    // What a write has to look up is a read like any other.
    isRead: isRead || call.method === 'GET',
  });
  const tellOf = isFixed ? remember(tell) : tell;

  return {
    keys: [key],
    describe,
    async run({ caller, operation: context, variables }) {
      let value: unknown;
      try {
        const args = argsOf(variables);
        value = await fetch(args, (call) => caller.rest(contract.name, tellOf(call), context));
      } catch (error) {
        return failFields([field], error as Error);
      }
      return finish(value);
    },
  };

  function completeValue(value: unknown): FetchResult {
    const sink = new Sink(contract.source);
    const completed = complete(value, sink, undefined);
    if (sink.count > 0) sink.prefix(0, key);
    const values = completed === INVALID ? undefined : { [key]: completed };
    return { values, errors: sink.errors, waiting: sink.waiting };
  }
}

function hasVariables({ nodes }: CollectedField): boolean {
  let isFound = false;
  for (const argument of nodes[0].arguments ?? []) {
    visit(argument, { Variable: () => void (isFound = true) });
  }
  return isFound;
}

/** Of a field without variables: the same object each time. */
function rememberArguments(field: CollectedField): (variables: Variables) => Variables {
  let known: Variables | undefined;
  return (variables) => (known ??= readArguments(field, variables));
}

export function restShape(dialect: Dialect): Shape {
  return {
    sourceKey: ({ name }) => name,
    reader: ({ parentType, name }) => dialect.reader?.(parentType.name, name),
    typeReader: () => (value) => dialect.typeOf?.(value),
  };
}

/** A dialect is told of its own source's fields only. */
export function withoutLinks(
  selection: CollectedSelection | undefined,
): CollectedSelection | undefined {
  if (!selection) return undefined;
  const kept = [...selection].map(([typeName, fields]): [string, CollectedField[]] => [
    typeName,
    fields
      .filter(({ linked }) => !linked)
      .map((field) => ({ ...field, selection: withoutLinks(field.selection) })),
  ]);
  return new Map(kept);
}
