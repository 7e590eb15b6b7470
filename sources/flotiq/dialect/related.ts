import type { RestCall, RestSend } from '../../../src/source.ts';
import type { Account } from './account.ts';
import { isLink, isObject, mapLeaves, parseDataUrl, toDataUrl, type Json } from './links.ts';
import { fieldsFor, type Need } from './needs.ts';

/** What the source hydrates by itself, as its documentation says. */
export const MAX_LEVELS = 2;
const MAX_IDS = 1000;
/** Below what servers and proxies on the way take as one line. */
const MAX_QUERY_BYTES = 6000;

export interface Fetching {
  account: Account;
  send: RestSend;
  headers: Record<string, string>;
}

interface Wanted {
  ids: Set<string>;
  levels: number;
}

/** An object and whether the source has put in the objects that it leads to, as far as they can be had. */
interface Found {
  object: Json;
  isHydrated: boolean;
}

interface State {
  account: Account;
  found: Map<string, Found>;
  asked: Set<string>;
}

/**
 * Puts objects where an answer still has links: levels deeper than the source hydrates, and answers
 * that it does not hydrate at all. One round per level asks once for each object, all of a type
 * together. The answer itself is left alone, as other readers may share it; a copy comes back if
 * there is anything to put in. What cannot be had stays a link.
 */
export async function putRelated(
  value: unknown,
  need: Need,
  fetching: Fetching,
  isHydrated = false,
): Promise<unknown> {
  if (need.levels === 0) return value;
  const state: State = { account: fetching.account, found: new Map(), asked: new Set() };
  for (;;) {
    const wanted = findMissing(value, need, isHydrated, state);
    if (wanted.size === 0) break;
    const calls = [...wanted].flatMap(([api, target]) =>
      callsFor(api, target, fetching).map(async (call) => ({
        api,
        isHydrated: target.levels > 0,
        answer: await fetching.send(call),
      })),
    );
    for (const { api, answer, ...rest } of await Promise.all(calls)) {
      for (const object of objectsOf(answer)) {
        state.found.set(toDataUrl({ api, id: String(object.id) }), { object, ...rest });
      }
    }
  }
  return state.found.size === 0 ? value : place(value, need, state);
}

function findMissing(
  value: unknown,
  need: Need,
  isHydrated: boolean,
  { account, found, asked }: State,
): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const want = (dataUrl: string, levels: number) => {
    const target = parseDataUrl(dataUrl);
    if (!target || asked.has(dataUrl) || !account.content(target.api)?.isListable) return;
    const known = wanted.get(target.api) ?? { ids: new Set(), levels: 0 };
    known.ids.add(target.id);
    known.levels = Math.max(known.levels, levels);
    wanted.set(target.api, known);
  };
  const visit = (leaf: unknown, at: Need, isWhole: boolean): void => {
    if (!isObject(leaf)) return;
    for (const { wire, isRelation, below } of fieldsFor(account, at, leaf)) {
      mapLeaves(leaf[wire], (child) => {
        if (!isRelation) return visit(child, below, isWhole);
        // Documents and documentation disagree on a second level: links there are worth a question.
        if (!isLink(child)) return visit(child, below, false);
        const known = found.get(child.dataUrl);
        if (known) return visit(known.object, below, known.isHydrated);
        return isWhole ? undefined : want(child.dataUrl, below.levels);
      });
    }
  };
  mapLeaves(value, (leaf) => visit(leaf, need, isHydrated));
  for (const [api, { ids }] of wanted) for (const id of ids) asked.add(toDataUrl({ api, id }));
  return wanted;
}

function place(value: unknown, need: Need, state: State): unknown {
  return mapLeaves(value, (leaf) => {
    if (!isObject(leaf)) return leaf;
    const fields = fieldsFor(state.account, need, leaf);
    if (fields.length === 0) return leaf;
    const copy = { ...leaf };
    for (const { wire, isRelation, below } of fields) {
      copy[wire] = mapLeaves(copy[wire], (child) => {
        const known = isRelation && isLink(child) ? state.found.get(child.dataUrl) : undefined;
        return place(known?.object ?? child, below, state);
      });
    }
    return copy;
  });
}

function callsFor(api: string, { ids, levels }: Wanted, { headers }: Fetching): RestCall[] {
  const hydrate = Math.min(levels, MAX_LEVELS);
  return chunk([...ids]).map((part) => ({
    method: 'GET',
    path: `/api/v1/content/${encodeURIComponent(api)}`,
    query: [
      ['limit', String(part.length)],
      ...(hydrate > 0 ? [['hydrate', String(hydrate)] as [string, string]] : []),
      ...part.map((id): [string, string] => ['ids[]', id]),
    ],
    headers,
  }));
}

function chunk(ids: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let bytes = Infinity;
  for (const id of ids) {
    const cost = new URLSearchParams([['ids[]', id]]).toString().length + 1;
    const last = chunks.at(-1);
    if (!last || last.length >= MAX_IDS || bytes + cost > MAX_QUERY_BYTES) {
      chunks.push([id]);
      bytes = cost;
    } else {
      last.push(id);
      bytes += cost;
    }
  }
  return chunks;
}

function objectsOf(answer: unknown): Json[] {
  const data = isObject(answer) ? answer.data : undefined;
  return Array.isArray(data) ? data.filter(isObject) : [];
}
