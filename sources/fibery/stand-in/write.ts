import { GraphQLError } from 'graphql';
import { isRelation, type FieldModel, type TypeModel } from '../space-model.ts';
import { select, type Selector } from './select.ts';
import { fieldNamed, type Row, type Workspace } from './workspace.ts';

/** Adds an entity with the values of an input. */
export function createEntity(workspace: Workspace, type: TypeModel, values: Selector): Row {
  const row = workspace.add(type.name, ownValues(workspace, type, values));
  linkLists(workspace, row, values);
  return row;
}

export function writeEntity(workspace: Workspace, row: Row, values: Selector): void {
  workspace.change(row, ownValues(workspace, row.type, values));
  linkLists(workspace, row, values);
}

/** Values an entity holds itself; a relation is set by a filter that must find something. */
function ownValues(workspace: Workspace, type: TypeModel, values: Selector): Selector {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const field = fieldNamed(type, name);
      if (field.kind === 'many') return [];
      if (field.kind !== 'one' || value === null) return [[name, value]];
      const [found] = select(workspace, workspace.rowsOf(field.target), value as Selector);
      if (!found) throw new GraphQLError(`Cannot find ${field.label} by the given filter`);
      return [[name, found.id]];
    }),
  );
}

function linkLists(workspace: Workspace, row: Row, values: Selector): void {
  for (const [name, filters] of Object.entries(values)) {
    const field = fieldNamed(row.type, name);
    if (!isRelation(field) || field.kind !== 'many') continue;
    const all = workspace.rowsOf(field.target);
    const wanted = ((filters ?? []) as Selector[]).flatMap((each) => select(workspace, all, each));
    for (const item of workspace.related(row, field)) {
      if (!wanted.includes(item)) workspace.unlink(row, field, item);
    }
    for (const item of wanted) workspace.link(row, field, item);
  }
}

/** A batch names entities by values where its single twin takes filters. */
export function asFilters(type: TypeModel, filters: Selector): Selector {
  return Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [name, asFilter(fieldNamed(type, name), value)]),
  );
}

function asFilter(field: FieldModel, value: unknown): unknown {
  if (Array.isArray(value)) return { contains: value };
  if (field.kind === 'dateRange' && isPlainRange(value)) {
    return { start: { is: value.start }, end: { is: value.end } };
  }
  return typeof value === 'object' ? value : { is: value };
}

function isPlainRange(value: unknown): value is { start?: unknown; end?: unknown } {
  return Object.values(value ?? {}).some((edge) => typeof edge === 'string');
}
