import { ErrorTree, INVALID, Sink, type LocatedError, type Waiting } from './completer.ts';
import { showPlaces } from './error-place.ts';
import { prefixed, type LinkBatch, type LinkItem } from './link-batch.ts';
import type { StageResult } from './link-stage.ts';

interface CompletedItem {
  value: unknown;
  errors: readonly LocatedError[];
  waiting: readonly Waiting[];
}

/** Completes what each waiting object was found, once per item however many objects share it. */
export function settleBatch(batch: LinkBatch): StageResult {
  const { unit } = batch;
  const errors: LocatedError[] = [];
  const waiting: Waiting[] = [];
  const completed = new Map<LinkItem, CompletedItem>();

  for (const { path, keys, fill } of batch.waiting) {
    if (keys.length === 0) {
      fill(unit.link.isList ? [] : null);
      continue;
    }
    const failure = batch.failureOf(keys);
    if (failure) errors.push({ path, error: failure });
    if (failure || batch.isUnanswered(keys)) continue;
    const items = batch.itemsFor(keys);
    if (unit.link.isList) fill(fillList(items, path));
    else if (items[0]) fill(take(items[0], path, waiting));
  }
  return { errors, waiting };

  function take(item: LinkItem, path: Waiting['path'], waits: Waiting[]): unknown {
    const done = completed.get(item) ?? completeItem(batch, item);
    completed.set(item, done);
    errors.push(...done.errors.map((error) => prefixed(path, error)));
    waits.push(...done.waiting.map((below) => ({ ...below, path: [...path, ...below.path] })));
    return done.value === INVALID ? null : done.value;
  }

  /** A null that may not stand in the list makes the list null; what waits in it waits no more. */
  function fillList(items: readonly LinkItem[], path: Waiting['path']): unknown[] | null {
    const own: Waiting[] = [];
    const values: unknown[] = [];
    for (const [index, item] of items.entries()) {
      const value = take(item, [...path, index], own);
      if (value === null && unit.isItemNonNull) return null;
      values.push(value);
    }
    waiting.push(...own);
    return values;
  }
}

function completeItem({ unit }: LinkBatch, { raw, errors }: LinkItem): CompletedItem {
  const sink = new Sink(unit.contract.source);
  const tree = errors.length > 0 ? new ErrorTree(errors) : undefined;
  const value = unit.completeItem(raw, sink, tree);
  const shown = showPlaces(errors, unit.itemFields);
  return { value, errors: [...shown, ...sink.errors], waiting: sink.waiting };
}
