import type { CollectedField } from './collect.ts';
import type { LocatedError, Waiting } from './completer.ts';
import { LinkBatch } from './link-batch.ts';
import { askGraphql } from './link-graphql.ts';
import { askRest } from './link-rest.ts';
import { settleBatch } from './link-settle.ts';
import type { LinkUnits } from './link-unit.ts';
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
  const asking = batches.filter(({ isAsking }) => isAsking);
  const byContract = groupBy(asking, ({ unit }) => unit.contract);
  const errors = await Promise.all(
    [...byContract].flatMap(([contract, own]) =>
      contract.kind === 'graphql'
        ? [askGraphql(contract, own, runtime)]
        : own.map((batch) => askRest(batch, runtime)),
    ),
  );
  const results = batches.map(settleBatch);
  return {
    errors: [...errors.flat(), ...results.flatMap((result) => result.errors)],
    waiting: results.flatMap((result) => result.waiting),
  };
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
