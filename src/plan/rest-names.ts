import type { GraphContract, OriginalNames } from '../graph.ts';
import type { Dialect, RestOperation } from '../source.ts';
import type { Selection } from '../selection.ts';
import { templateDialect } from './template-dialect.ts';

/** The HTTP operation behind a root field of the graph, whatever `.meshrc.yaml` has renamed it to. */
export function findRestOperation(
  { names, operations }: GraphContract,
  root: string,
  field: string,
): RestOperation | undefined {
  return operations[`${root}.${names.fields[`${root}.${field}`] ?? field}`];
}

/**
 * The dialect of a contract, spoken to in the graph's names. A dialect knows its contract and not
 * what `.meshrc.yaml` renames; Mesh's executor, which has undone the renaming, needs none of this.
 */
export function findDialect(
  { name, names }: GraphContract,
  dialects: ReadonlyMap<string, Dialect>,
): Dialect {
  const dialect = dialects.get(name) ?? templateDialect;
  const isRenamed = Object.keys(names.types).length + Object.keys(names.fields).length > 0;
  return isRenamed ? inGraphNames(dialect, names) : dialect;
}

function inGraphNames(dialect: Dialect, names: OriginalNames): Dialect {
  const graphTypes = new Map(Object.entries(names.types).map(([graph, own]) => [own, graph]));
  return {
    compile: (operation, selection) =>
      dialect.compile(operation, selection && inOwnNames(selection, names)),
    reader(type, field) {
      const own = names.fields[`${type}.${field}`] ?? field;
      const read = dialect.reader?.(names.types[type] ?? type, own);
      return read ?? (own === field ? undefined : (object) => object[own]);
    },
    typeOf(value) {
      const own = dialect.typeOf?.(value) ?? '';
      return graphTypes.get(own) ?? own;
    },
  };
}

function inOwnNames(selection: Selection, names: OriginalNames): Selection {
  return new Map(
    [...selection].map(([type, fields]) => [
      names.types[type] ?? type,
      fields.map((field) => ({
        ...field,
        name: names.fields[`${type}.${field.name}`] ?? field.name,
        selection: field.selection && inOwnNames(field.selection, names),
      })),
    ]),
  );
}
