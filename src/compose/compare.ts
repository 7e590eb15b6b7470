import {
  Kind,
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/** How a graph differs from another, for people: `Query.me`, `Mutation.tasks` or the name of a type. */
export interface GraphChanges {
  added: string[];
  removed: string[];
  changed: string[];
  /** What breaks operations that worked before, in sentences. */
  breaking: string[];
  /** What may surprise them. */
  dangerous: string[];
}

/** Compares two graphs, given as SDL. Order and descriptions do not count. */
export function compareGraphs(before: string, after: string): GraphChanges {
  const [older, newer] = [buildSchema(before), buildSchema(after)];
  const [old, now] = [describe(before), describe(after)];
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now.keys()].filter((name) => old.has(name) && old.get(name) !== now.get(name)),
    breaking: findBreakingChanges(older, newer).map(({ description }) => description),
    dangerous: findDangerousChanges(older, newer).map(({ description }) => description),
  };
}

export function hasChanges({ added, removed, changed }: GraphChanges): boolean {
  return added.length + removed.length + changed.length > 0;
}

/** The same contract, whatever the order and layout of its text. */
export function canonicalSdl(sdl: string): string {
  return printSchema(lexicographicSortSchema(buildSchema(sdl)));
}

const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Every root field and every other type, without descriptions. */
function describe(sdl: string): Map<string, string> {
  const document = visit(parse(canonicalSdl(sdl), { noLocation: true }), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  });
  const parts = new Map<string, string>();
  for (const node of document.definitions) {
    if (!('name' in node) || !node.name || node.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const { value: name } = node.name;
    if (!roots.has(name)) parts.set(name, print(node));
    else {
      for (const field of (node as ObjectTypeDefinitionNode).fields ?? [])
        parts.set(`${name}.${field.name.value}`, print(field));
    }
  }
  return parts;
}
