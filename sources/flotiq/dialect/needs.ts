import type { SelectedField, Selection } from '../../../src/selection.ts';
import type { Account } from './account.ts';
import type { Json } from './links.ts';

/** The relations below a place that have to be objects, where an operation asks for more than links tell. */
export interface Need {
  /** How many levels of related objects are asked for. */
  levels: number;
  /** By GraphQL type. */
  fields: ReadonlyMap<string, readonly NeededField[]>;
  /** Whether objects of several types can stand there. */
  isAbstract: boolean;
}

export interface NeededField {
  wire: string;
  isRelation: boolean;
  below: Need;
}

const linkFields = new Set(['id', 'dataUrl', '__typename']);

export function findNeed(account: Account, selection: Selection | undefined): Need {
  const fields = new Map<string, NeededField[]>();
  let levels = 0;
  for (const [type, selected] of selection ?? []) {
    const needed = selected.flatMap((field) => neededField(account, type, field));
    if (needed.length > 0) fields.set(type, needed);
    for (const { isRelation, below } of needed) {
      levels = Math.max(levels, below.levels + (isRelation ? 1 : 0));
    }
  }
  return { levels, fields, isAbstract: (selection?.size ?? 0) > 1 };
}

function neededField(account: Account, type: string, field: SelectedField): NeededField[] {
  const facts = account.field(type, field.name);
  if (!facts || (!facts.relation && facts.object === undefined)) return [];
  const below = findNeed(account, field.selection);
  const isRelation = facts.relation !== undefined;
  const isNeeded = isRelation ? asksForMoreThanLinks(field) : below.levels > 0;
  return isNeeded ? [{ wire: facts.wire, isRelation, below }] : [];
}

function asksForMoreThanLinks({ selection }: SelectedField): boolean {
  return [...(selection?.values() ?? [])].some((fields) =>
    fields.some(({ name }) => !linkFields.has(name)),
  );
}

/** What is needed of one object. */
export function fieldsFor(account: Account, { fields, isAbstract }: Need, value: Json) {
  if (fields.size === 0) return [];
  const [only = []] = fields.values();
  return isAbstract ? (fields.get(account.typeOf(value)) ?? []) : only;
}
