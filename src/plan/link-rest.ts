import type { LocatedError } from './completer.ts';
import { chunks, type LinkBatch } from './link-batch.ts';
import type { Runtime } from './plan.ts';

/** What fits in an address. */
const keysPerCall = 100;

/** Asks a REST contract for all keys of one link, page by page. Answers errors that are nobody's own. */
export async function askRest(
  batch: LinkBatch,
  { caller, operation }: Runtime,
): Promise<LocatedError[]> {
  const { unit, keys } = batch;
  const { contract, label, ttlMs, link } = unit;
  const fields = [link.to];
  const ask = async (chunk: readonly string[]) => {
    const askedBy = [{ batch, keys: chunk }];
    for (let page = 0; ; page += 1) {
      const value = await unit.fetch!(batch.argsFor(chunk, page), (call) =>
        caller.rest(
          contract.name,
          { ...call, isRead: true, label, ttlMs, fields, askedBy },
          operation,
        ),
      );
      const found = unit.itemsOf(value);
      if (!found) batch.leaveUnanswered(chunk);
      for (const raw of found ?? []) {
        const item = { raw, errors: [] };
        if (link.mode === 'each') batch.addUnder(chunk[0]!, item);
        else batch.add(item);
      }
      if (!batch.isMore(found?.length ?? 0, chunk)) return;
    }
  };
  const size = link.mode === 'each' ? 1 : keysPerCall;
  await Promise.all(chunks(keys, size).map(ask)).catch((error: unknown) => {
    batch.failure = error as Error;
  });
  return [];
}
