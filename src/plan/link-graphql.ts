import type { GraphContract } from '../graph.ts';
import type { GraphqlAnswer } from '../transport/call-source.ts';
import type { LocatedError } from './completer.ts';
import { listErrors, placeErrors } from './error-place.ts';
import { sourceError } from './graphql-fetch.ts';
import { printVariable } from './graphql-request.ts';
import { chunks, type LinkBatch, type LinkItem } from './link-batch.ts';
import { declareVariable } from './link-unit.ts';
import type { Runtime } from './plan.ts';

/** What a request carries that nobody would call large. */
const keysPerField = 500;

/** A root field of the one request: some keys of one batch. */
interface Part {
  batch: LinkBatch;
  keys: readonly string[];
  page: number;
}

/** Asks a GraphQL contract for the keys of all links into it, page by page. Answers errors that are nobody's own. */
export async function askGraphql(
  contract: GraphContract,
  batches: readonly LinkBatch[],
  runtime: Runtime,
): Promise<LocatedError[]> {
  const unplaced: LocatedError[] = [];
  let parts: Part[] = batches.flatMap((batch) =>
    chunks(batch.keys, batch.unit.link.mode === 'each' ? 1 : keysPerField).map((keys) => ({
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
      break;
    }
    const { data } = answer;
    const errors = listErrors(answer);
    const aliases = parts.map((_, index) => `l${index}`);
    const placed = placeErrors(errors, aliases, data).map(({ path, upstream }) => ({
      path,
      error: sourceError(upstream, contract.source),
    }));
    const untaken = new Set(placed);
    parts = parts.flatMap((part, index) => {
      const own = placed.filter(({ path }) => path[0] === `l${index}`);
      return takePart(part, data?.[`l${index}`], own, untaken);
    });
    unplaced.push(...[...untaken].map(({ error }) => ({ path: [], error })));
  }
  return unplaced;
}

function askParts(
  contract: GraphContract,
  parts: readonly Part[],
  { caller, operation, variables }: Runtime,
): Promise<GraphqlAnswer> {
  const declarations = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const clientNames = new Set(
    parts.flatMap(({ batch }) =>
      batch.unit.usedVariables.map(({ variable }) => variable.name.value),
    ),
  );
  const roots = parts.map(({ batch, keys, page }, index) => {
    const { unit } = batch;
    for (const definition of unit.usedVariables) {
      const name = definition.variable.name.value;
      declarations.set(name, printVariable(definition, contract.names));
      values[name] = variables[name];
    }
    const args = Object.entries(batch.argsFor(keys, page)).map(([name, value]) => {
      const argument = unit.target.args.find((other) => other.name === name)!;
      const variable = freeName(`l${index}_${name}`, clientNames);
      declarations.set(variable, declareVariable(variable, argument, contract));
      values[variable] = value;
      return `${name}: $${variable}`;
    });
    const original = contract.names.fields[`Query.${unit.link.to}`] ?? unit.link.to;
    return `l${index}: ${original}(${args.join(', ')}) ${unit.selectionText}`;
  });
  const ttlMs = Math.min(...parts.map(({ batch }) => batch.unit.ttlMs));
  const query = `query(${[...declarations.values()].join(', ')}) { ${roots.join(' ')} }`;
  const fields = [...new Set(parts.map(({ batch }) => batch.unit.link.to))];
  const label = `query { ${fields.join(' ')} }`;
  return caller.graphql(
    contract.name,
    { query, variables: values, isRead: true, label, ttlMs, fields, askedBy: parts },
    operation,
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`_${name}`, taken) : name;
}

/** Sorts one root field's answer into its batch; answers what is still to ask. */
function takePart(
  part: Part,
  value: unknown,
  errors: readonly LocatedError[],
  untaken: Set<LocatedError>,
): Part[] {
  const { batch, keys, page } = part;
  const { link, isListTarget } = batch.unit;
  const found = itemsOf(part, value);
  if (!found) {
    for (const error of errors) untaken.delete(error);
    // One source that cannot say of one key costs that key's fields only.
    if (errors[0]) batch.fail(keys, errors[0].error);
    else batch.leaveUnanswered(keys);
    return [];
  }
  const listPath = link.items === undefined ? 1 : 2;
  const below = (index: number) =>
    isListTarget ? errors.filter(({ path }) => path[listPath] === index) : errors;
  found.forEach((raw, index) => {
    const own = below(index);
    const item: LinkItem = {
      raw,
      errors: own.map(({ path, error }) => ({
        path: path.slice(isListTarget ? listPath + 1 : 1),
        error,
      })),
    };
    const isTaken = link.mode === 'each' ? batch.addUnder(keys[0]!, item) : batch.add(item);
    if (isTaken) for (const error of own) untaken.delete(error);
  });
  return batch.isMore(found.length, keys) ? [{ ...part, page: page + 1 }] : [];
}

function itemsOf({ batch, keys }: Part, value: unknown): readonly unknown[] | undefined {
  try {
    return batch.unit.itemsOf(value);
  } catch (error) {
    batch.fail(keys, error as Error);
    return [];
  }
}
