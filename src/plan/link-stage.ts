import type { GraphContract } from '../graph.ts';
import type { GraphqlAnswer, UpstreamError } from '../transport/call-source.ts';
import type { CollectedField } from './collect.ts';
import { ErrorTree, INVALID, Sink, type LocatedError, type Waiting } from './completer.ts';
import { sourceError } from './graphql-fetch.ts';
import { printVariable } from './graphql-request.ts';
import { LinkBatch, pageSize, prefixed, type LinkItem } from './link-batch.ts';
import { declareVariable, type LinkUnits } from './link-unit.ts';
import type { Runtime } from './plan.ts';

export interface StageResult {
  errors: LocatedError[];
  /** Links below what was found. */
  waiting: Waiting[];
}

/**
 * Fills every field that waits for another source. The keys of the whole answer are collected,
 * each asked for once, in one request per GraphQL contract and one call per link of a REST contract.
 */
export async function runLinkStage(
  waiting: readonly Waiting[],
  units: LinkUnits,
  runtime: Runtime,
): Promise<StageResult> {
  const batches = [...groupBy(waiting, ({ unit }) => unit as CollectedField)].map(
    ([field, own]) => new LinkBatch(units.get(field)!, own, runtime.variables),
  );
  const asking = batches.filter(({ keys }) => keys.length > 0);
  const byContract = groupBy(asking, ({ unit }) => unit.contract);
  await Promise.all(
    [...byContract].flatMap(([contract, own]) =>
      contract.kind === 'graphql'
        ? askGraphql(contract, own, runtime)
        : own.map((batch) => askRest(batch, runtime)),
    ),
  );
  const results = batches.map(settleBatch);
  return {
    errors: results.flatMap(({ errors }) => errors),
    waiting: results.flatMap((result) => result.waiting),
  };
}

/** Keys that one call carries: what fits in an address, or in a request that nobody would call large. */
const keysPerCall = { rest: 100, graphql: 500 } as const;

async function askRest(batch: LinkBatch, { caller, operation }: Runtime): Promise<void> {
  const { unit, keys } = batch;
  const { contract, label } = unit;
  const ask = async (chunk: readonly string[]) => {
    for (let page = 0; ; page += 1) {
      const value = await unit.fetch!(batch.argsFor(chunk, page), (call) =>
        caller.rest(contract.name, { ...call, isRead: true, label, ttlMs: unit.ttlMs }, operation),
      );
      const found = unit.itemsOf(value);
      for (const raw of found) {
        const item = { raw, errors: [] };
        if (unit.link.mode === 'each') batch.addUnder(chunk[0]!, item);
        else batch.add(item);
      }
      if (!isMore(batch, found.length)) return;
    }
  };
  const size = unit.link.mode === 'each' ? 1 : keysPerCall.rest;
  await Promise.all(chunks(keys, size).map(ask)).catch((error: unknown) => {
    batch.failure = error as Error;
  });
}

function isMore(batch: LinkBatch, found: number): boolean {
  const isPaging = batch.isPagedHere || !batch.unit.link.isList;
  return isPaging && batch.unit.link.mode === 'list' && batch.canPage && found === pageSize;
}

/** A root field of the one request: some keys of one batch. */
interface Part {
  batch: LinkBatch;
  keys: readonly string[];
  page: number;
}

async function askGraphql(
  contract: GraphContract,
  batches: readonly LinkBatch[],
  runtime: Runtime,
): Promise<void> {
  let parts: Part[] = batches.flatMap((batch) =>
    chunks(batch.keys, batch.unit.link.mode === 'each' ? 1 : keysPerCall.graphql).map((keys) => ({
      batch,
      keys,
      page: 0,
    })),
  );
  while (parts.length > 0) {
    const answer = await askParts(contract, parts, runtime).catch(
      (error: unknown) => error as Error,
    );
    if (answer instanceof Error) {
      for (const { batch } of parts) batch.failure = answer;
      return;
    }
    parts = parts.flatMap((part, index) => takePart(part, `l${index}`, answer, contract.source));
  }
}

function askParts(
  contract: GraphContract,
  parts: readonly Part[],
  { caller, operation, variables }: Runtime,
): Promise<GraphqlAnswer> {
  const declarations = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const roots = parts.map(({ batch, keys, page }, index) => {
    const { unit } = batch;
    for (const definition of unit.usedVariables) {
      const name = definition.variable.name.value;
      declarations.set(name, printVariable(definition, contract.names));
      values[name] = variables[name];
    }
    const args = Object.entries(batch.argsFor(keys, page)).map(([name, value]) => {
      const argument = unit.target.args.find((other) => other.name === name)!;
      const variable = `l${index}_${name}`;
      declarations.set(variable, declareVariable(variable, argument, contract));
      values[variable] = value;
      return `${name}: $${variable}`;
    });
    const original = contract.names.fields[`Query.${unit.link.to}`] ?? unit.link.to;
    return `l${index}: ${original}(${args.join(', ')}) ${unit.selectionText}`;
  });
  const ttlMs = Math.min(...parts.map(({ batch }) => batch.unit.ttlMs));
  const query = `query(${[...declarations.values()].join(', ')}) { ${roots.join(' ')} }`;
  const label = `query { ${[...new Set(parts.map(({ batch }) => batch.unit.link.to))].join(' ')} }`;
  return caller.graphql(
    contract.name,
    { query, variables: values, isRead: true, label, ttlMs },
    operation,
  );
}

/** Sorts one root field's answer into its batch; answers what is still to ask. */
function takePart(
  part: Part,
  alias: string,
  { data, errors = [] }: GraphqlAnswer,
  source: string,
): Part[] {
  const { batch, keys, page } = part;
  const { unit } = batch;
  const listPath = unit.link.items === undefined ? [alias] : [alias, unit.link.items];
  const own = errors.filter(({ path }) => !path || path.length === 0 || path[0] === alias);
  const value = data?.[alias];
  if (value === null || value === undefined) {
    // One source that cannot say of one key costs that key's fields only.
    if (own[0]) failPart(part, sourceError(own[0], source));
    return [];
  }
  const found = unit.itemsOf(value);
  const isEach = unit.link.mode === 'each';
  found.forEach((raw, index) => {
    const base = isEach ? [alias] : [...listPath, index];
    const item: LinkItem = { raw, errors: errorsBelow(own, base, source) };
    if (isEach) batch.addUnder(keys[0]!, item);
    else if (raw !== null) batch.add(item);
  });
  return isMore(batch, found.length) ? [{ ...part, page: page + 1 }] : [];
}

function failPart({ batch, keys }: Part, error: Error): void {
  if (batch.unit.link.mode === 'list') {
    batch.failure = error;
    return;
  }
  for (const key of keys) batch.addUnder(key, { raw: null, errors: [{ path: [], error }] });
}

function errorsBelow(
  errors: readonly UpstreamError[],
  base: readonly (string | number)[],
  source: string,
): LocatedError[] {
  return errors
    .filter(({ path = [] }) => base.every((key, index) => path[index] === key))
    .map((error) => ({
      path: [...(error.path ?? [])].slice(base.length),
      error: sourceError(error, source),
    }));
}

/** Completes what each waiting object was found, once per item however many objects share it. */
function settleBatch(batch: LinkBatch): StageResult {
  const { unit, failure } = batch;
  const errors: LocatedError[] = [];
  const waiting: Waiting[] = [];
  const completed = new Map<LinkItem, { value: unknown; sink: Sink }>();

  const complete = (item: LinkItem) => {
    const known = completed.get(item);
    if (known) return known;
    const sink = new Sink(unit.contract.source);
    const tree = item.errors.length > 0 ? new ErrorTree() : undefined;
    for (const { path } of item.errors) tree?.add(path);
    const done = { value: unit.completeItem(item.raw, sink, tree), sink };
    completed.set(item, done);
    return done;
  };

  for (const { path, keys, fill } of batch.waiting) {
    if (failure && keys.length > 0) {
      errors.push({ path, error: failure });
      continue;
    }
    const items = batch.itemsFor(keys);
    const chosen = unit.link.isList ? items : items.slice(0, 1);
    const values = chosen.map((item, index) => {
      const { value, sink } = complete(item);
      const base = unit.link.isList ? [...path, index] : path;
      errors.push(...[...item.errors, ...sink.errors].map((error) => prefixed(base, error)));
      waiting.push(...sink.waiting.map((below) => ({ ...below, path: [...base, ...below.path] })));
      return value === INVALID ? null : value;
    });
    const isBroken = unit.isItemNonNull && values.includes(null);
    fill(unit.link.isList ? (isBroken ? null : values) : (values[0] ?? null));
  }
  return { errors, waiting };
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
