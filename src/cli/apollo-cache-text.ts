/** The module that `trefoil schema --apollo` writes. It needs nothing but Apollo Client's types. */
export const apolloCacheText = (
  possibleTypes: readonly string[],
  typePolicies: readonly string[],
): string => `// Written by \`trefoil schema --apollo\`; write it anew when the graph changes.
import type { FieldPolicy, TypePolicies } from '@apollo/client';

/** \`new InMemoryCache({ possibleTypes, typePolicies })\` */
export const possibleTypes: Record<string, string[]> = {
${lines(possibleTypes, 2)}
};

/** Behind functions: a policy belongs to one cache. */
export const typePolicies: TypePolicies = {
${lines(typePolicies, 2)}
};

type List = readonly unknown[];
type Page = Readonly<Record<string, unknown>>;
type Args = Record<string, unknown> | null;

/** \`fetchMore({ variables: { page: 2 } })\` appends; the first page begins anew. */
function pages(keyArgs: string[]): FieldPolicy {
  return { keyArgs, merge: (known: List = [], incoming: List, { args }) => place(known, incoming, startOf(args)), read: filled };
}

/** The same where the list is in a field of the page. */
function pagesOf(keyArgs: string[], items: string): FieldPolicy {
  return {
    keyArgs,
    merge: (known: Page | null = null, incoming: Page | null, { args }) =>
      incoming ? { ...incoming, [items]: place(list(known, items), list(incoming, items), startOf(args)) } : startOf(args) > 0 ? known : null,
    read: (known: Page | null | undefined) => known && { ...known, ...(items in known && { [items]: filled(list(known, items)) }) },
  };
}

/** \`fetchMore({ variables: { offset: 20 } })\` appends. */
function offsets(keyArgs: string[]): FieldPolicy {
  return { keyArgs, merge: (known: List = [], incoming: List, { args }) => place(known, incoming, numberOf(args?.['offset'], 0)), read: filled };
}

/** \`fetchMore({ variables: { nextToken } })\` appends; without a token the list begins anew. */
function tokens(keyArgs: string[], items: string): FieldPolicy {
  return {
    keyArgs,
    merge: (known: Page | null = null, incoming: Page | null, { args }) => {
      if (!args?.['nextToken']) return incoming;
      return incoming ? { ...incoming, [items]: [...list(known, items), ...list(incoming, items)] } : known;
    },
  };
}

/** An object that some list brought already is there at once. */
function lookup(__typename: string, argument: string): FieldPolicy {
  return {
    read: (known, { args, toReference }) =>
      known ?? (args && Object.keys(args).length === 1 ? toReference({ __typename, id: String(args[argument]) }) : undefined),
  };
}

function place(known: List, incoming: List | null, start: number): List | null {
  // A list that could not be had is no page of it, and takes nothing from those before.
  if (!incoming) return start > 0 ? known : null;
  const merged = start > 0 ? [...known] : [];
  for (const [index, item] of incoming.entries()) merged[start + index] = item;
  return merged;
}

/** A later page may have come first. */
function filled(known: List | null | undefined): List | null | undefined {
  return known && known.filter((item) => item !== undefined);
}

function list(page: Page | null, items: string): List {
  return (page?.[items] as List | null | undefined) ?? [];
}

function startOf(args: Args): number {
  return (numberOf(args?.['page'], 1) - 1) * numberOf(args?.['limit'], 20);
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
`;

function lines(entries: readonly string[], indent: number): string {
  return entries.map((entry) => `${' '.repeat(indent)}${entry},`).join('\n');
}
