import { createHash } from 'node:crypto';
import { databases, isRelation, supportTypes, typeNamed } from '../space-model.ts';
import type { FieldModel, RelationField, TypeModel } from '../space-model.ts';
import { Jobs } from './jobs.ts';

/** An entity. To-one relations hold an id or null, lists without an inverse hold ids. */
export interface Row {
  readonly type: TypeModel;
  readonly id: string;
  readonly values: Record<string, unknown>;
}

/** One change as webhooks report it, fields under their original names. */
export interface Effect {
  effect: 'fibery.entity/create' | 'fibery.entity/update' | 'fibery.entity/delete';
  id: string;
  type: string;
  values?: Record<string, unknown>;
  valuesBefore?: Record<string, unknown>;
}

/** Stable across copies and restarts, so that only the data can tell two callers apart. */
export function stableUuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function fieldNamed(type: TypeModel, name: string): FieldModel {
  const field = type.fields.find((each) => each.name === name);
  if (!field) throw new Error(`${type.original} has no field ${name}`);
  return field;
}

export function relationNamed(type: TypeModel, name: string): RelationField {
  const field = fieldNamed(type, name);
  if (!isRelation(field)) throw new Error(`${field.original} is no relation`);
  return field;
}

/** The entities of one account and every change to them. */
export class Workspace {
  readonly jobs = new Jobs();
  readonly now: () => number;
  #tables = new Map(
    [...databases, ...supportTypes].map(({ name }) => [name, new Map<string, Row>()]),
  );
  #made = new Map<string, number>();
  #effects: Effect[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  get me(): Row {
    const [first] = this.rowsOf('FiberyUser');
    if (!first) throw new Error('a workspace without users');
    return first;
  }

  rowsOf(typeName: string): Row[] {
    return [...(this.#tables.get(typeName)?.values() ?? [])];
  }

  has(row: Row): boolean {
    return this.#tables.get(row.type.name)?.get(row.id) === row;
  }

  /** The changes since the last call. */
  takeEffects(): Effect[] {
    return this.#effects.splice(0);
  }

  read(row: Row | undefined, field: FieldModel): unknown {
    if (!row) return null;
    if (!isRelation(field) && field.countOf) {
      return this.related(row, relationNamed(row.type, field.countOf)).length;
    }
    return row.values[field.name] ?? null;
  }

  related(row: Row, { kind, name, target, inverse }: RelationField): Row[] {
    const table = this.#tables.get(target);
    if (!table) return [];
    if (kind === 'many' && inverse) {
      return [...table.values()].filter(({ values }) => values[inverse] === row.id);
    }
    const held = row.values[name];
    const ids = (Array.isArray(held) ? held : [held]) as string[];
    return ids.flatMap((id) => table.get(id) ?? []);
  }

  add(typeName: string, values: Record<string, unknown>): Row {
    const type = typeNamed(typeName);
    const count = (this.#made.get(typeName) ?? 0) + 1;
    this.#made.set(typeName, count);
    const id = stableUuid(`${type.original} ${count}`);
    const date = new Date(this.now()).toISOString();
    const standard: Record<string, unknown> = {
      id,
      publicId: String(count),
      creationDate: date,
      modificationDate: date,
      rank: count * 1000,
      createdBy: this.rowsOf('FiberyUser')[0]?.id ?? null,
      state: this.#firstState(type),
    };
    const row: Row = { type, id, values: {} };
    for (const { name } of type.fields) row.values[name] = values[name] ?? standard[name] ?? null;
    this.#tables.get(typeName)?.set(id, row);
    this.#effects.push({
      effect: 'fibery.entity/create',
      id,
      type: type.original,
      values: onWire(row, row.values),
    });
    return row;
  }

  change(row: Row, values: Record<string, unknown>): void {
    const changed = { ...values, modificationDate: new Date(this.now()).toISOString() };
    const before = Object.fromEntries(Object.keys(changed).map((name) => [name, row.values[name]]));
    Object.assign(row.values, changed);
    this.#effects.push({
      effect: 'fibery.entity/update',
      id: row.id,
      type: row.type.original,
      values: onWire(row, { id: row.id, ...changed }),
      valuesBefore: onWire(row, { id: row.id, ...before }),
    });
  }

  remove(row: Row): void {
    this.#tables.get(row.type.name)?.delete(row.id);
    this.#effects.push({
      effect: 'fibery.entity/delete',
      id: row.id,
      type: row.type.original,
      valuesBefore: onWire(row, row.values),
    });
  }

  link(row: Row, field: RelationField, item: Row): void {
    if (field.kind === 'one') return this.change(row, { [field.name]: item.id });
    if (field.inverse) return this.change(item, { [field.inverse]: row.id });
    const held = (row.values[field.name] ?? []) as string[];
    if (!held.includes(item.id)) this.change(row, { [field.name]: [...held, item.id] });
  }

  unlink(row: Row, field: RelationField, item: Row): void {
    if (field.kind === 'one') return this.change(row, { [field.name]: null });
    if (field.inverse) return this.change(item, { [field.inverse]: null });
    const held = (row.values[field.name] ?? []) as string[];
    this.change(row, { [field.name]: held.filter((id) => id !== item.id) });
  }

  #firstState({ fields }: TypeModel): string | null {
    const state = fields.find(({ original }) => original === 'workflow/state');
    return state && isRelation(state) ? (this.rowsOf(state.target)[0]?.id ?? null) : null;
  }
}

/** Entities travel by original name, a to-one relation as the related id; lists and documents do not. */
function onWire({ type }: Row, values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    type.fields.flatMap((field) => {
      if (!(field.name in values) || field.kind === 'many' || field.kind === 'rich') return [];
      const value = values[field.name];
      const isLink = field.kind === 'one' && value !== null;
      return [[field.original, isLink ? { 'fibery/id': value } : value]];
    }),
  );
}
