import type { RelationFacts } from '../refine/facts.ts';
import { badInput, type Account } from './account.ts';
import { isObject, mapLeaves, parseDataUrl, toDataUrl, type Json } from './links.ts';

/** An input as a body: properties by their own names, relations as links. */
export function encodeInput(account: Account, type: string, input: unknown, label = 'input'): Json {
  const given = Object.entries(isObject(input) ? input : {});
  // No id is no id: the source would take null for a value of the wrong type.
  const entries = given
    .filter(([name, value]) => name !== 'id' || value !== null)
    .map(([name, value]) => {
      const facts = account.field(type, name);
      const here = `${label}.${name}`;
      return [facts?.wire ?? name, mapLeaves(value, (leaf) => encodeLeaf(leaf, here))] as const;

      function encodeLeaf(leaf: unknown, where: string): unknown {
        if (!isObject(leaf)) return leaf;
        if (facts?.relation) return encodeLink(account, facts.relation, leaf, where);
        return facts?.object === undefined ? leaf : encodeInput(account, facts.object, leaf, where);
      }
    });
  return Object.fromEntries(entries);
}

function encodeLink(account: Account, relation: RelationFacts, given: Json, label: string): Json {
  const [dataUrl, ...others] = encodeTargets(account, relation, given, label);
  if (dataUrl === undefined || others.length > 0 || (given.id != null && given.dataUrl != null)) {
    throw badInput(`${label} needs either an id or a dataUrl`, label);
  }
  return { type: 'internal', dataUrl };
}

/** The objects that `{id}`, `{ids}` or `{dataUrl}` lead to; where several types can stand, `type` says which. */
export function encodeTargets(
  account: Account,
  relation: RelationFacts,
  { id, ids, dataUrl, type }: Json,
  label: string,
): string[] {
  if (typeof dataUrl === 'string') {
    if (parseDataUrl(dataUrl)) return [dataUrl];
    throw badInput(`${label}.dataUrl is written /api/v1/content/{type}/{id}`, `${label}.dataUrl`);
  }
  const wanted = [ids ?? id ?? []].flat().map(String);
  if (wanted.length === 0) return [];
  if (wanted.includes('')) throw badInput(`${label} has an empty id`, label);
  const api = targetType(account, relation, type, label);
  return wanted.map((it) => toDataUrl({ api, id: it }));
}

function targetType(
  account: Account,
  { to, isOpen }: RelationFacts,
  type: unknown,
  label: string,
): string {
  const choices = to.length > 0 ? `: ${to.join(', ')}` : '';
  if (typeof type !== 'string' || type === '') {
    if (to.length === 1) return to[0]!;
    throw badInput(
      `${label} can lead to several types; give the API name of one as type${choices}`,
      `${label}.type`,
    );
  }
  // Clients see `FlotiqMedia` in __typename and `_media` in internal.contentType.
  const api = account.apiOf(type) ?? type;
  const isKnown = isOpen ? /^[\w-]+$/.test(api) : to.includes(api);
  if (isKnown) return api;
  throw badInput(`${label}.type is no type that can stand there${choices}`, `${label}.type`);
}
