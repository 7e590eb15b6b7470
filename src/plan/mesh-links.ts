import type { IResolvers } from '@graphql-tools/utils';
import {
  GraphQLError,
  Kind,
  parseType,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Graph, Link } from '../graph.ts';
import { LinkBatch, chunks } from './link-batch.ts';
import { asResolvable, isFinished, withoutPlace } from './mesh-values.ts';
import type { Waiting } from './completer.ts';

export type RunQuery = (
  document: DocumentNode,
  variables: Record<string, unknown>,
  context: object,
) => Promise<{ data?: Record<string, unknown> | null; errors?: readonly GraphQLError[] }>;

interface Part {
  keys: readonly string[];
  page: number;
}

/** What fits in an address, for Mesh does not say what it will become. */
const keysPerField = 100;

/** The key that tells of a found item whose it is. */
const matchKey = '_match';

/**
 * Links for Mesh's executor: what waits in one turn for the same field of an operation is asked for
 * together, as a query of its own that Mesh runs like any other.
 */
export function createLinkResolvers(
  graph: Graph,
  schema: GraphQLSchema,
  run: RunQuery,
): IResolvers {
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const [name, link] of Object.entries(graph.links)) {
    const [typeName = '', fieldName = ''] = name.split('.');
    // By operation first: callers who send the same text share its nodes, and nothing else.
    const gatherings = new WeakMap<object, Map<FieldNode, Gathering>>();
    resolvers[typeName] = {
      ...resolvers[typeName],
      [fieldName]: {
        selectionSet: `{ ${link.is.join(' { ')}${' }'.repeat(link.is.length)}`,
        resolve(parent: object, _: unknown, context: object, info: GraphQLResolveInfo) {
          if (isFinished(parent)) return parent[info.fieldName]?.({}, context, info);
          const [node] = info.fieldNodes as [FieldNode];
          let batches = gatherings.get(context);
          if (!batches) gatherings.set(context, (batches = new Map()));
          let batch = batches.get(node);
          if (!batch) {
            batch = new Gathering(schema, link, info, context, run);
            batches.set(node, batch);
            const [started, ours] = [batch, batches];
            setImmediate(() => {
              ours.delete(node);
              void started.settle();
            });
          }
          return batch.wait(keysAt(parent, link.is));
        },
      },
    };
  }
  return resolvers as IResolvers;
}

/** What waits for one occurrence of a link until the turn is over. */
class Gathering {
  readonly #waiting: (Waiting & { fail(error: Error): void })[] = [];
  readonly #schema: GraphQLSchema;
  readonly #link: Link;
  readonly #info: GraphQLResolveInfo;
  readonly #context: object;
  readonly #run: RunQuery;

  constructor(
    schema: GraphQLSchema,
    link: Link,
    info: GraphQLResolveInfo,
    context: object,
    run: RunQuery,
  ) {
    this.#schema = schema;
    this.#link = link;
    this.#info = info;
    this.#context = context;
    this.#run = run;
  }

  wait(keys: readonly string[]): Promise<unknown> {
    return new Promise((fill, fail) => {
      this.#waiting.push({ path: [], unit: undefined, keys, fill, fail });
    });
  }

  async settle(): Promise<void> {
    const { isList } = this.#link;
    try {
      const batch = this.#createBatch();
      if (batch.failure) throw batch.failure;
      if (batch.keys.length > 0) await this.#ask(batch);
      for (const { keys, fill } of this.#waiting) {
        const values = batch.itemsFor(keys).map(({ raw }) => raw);
        fill(isList ? values : (values[0] ?? null));
      }
    } catch (error) {
      for (const { keys, fill, fail } of this.#waiting) {
        if (keys.length > 0) fail(withoutPlace(error as Error));
        else fill(isList ? [] : null);
      }
    }
  }

  #createBatch(): LinkBatch {
    const { parentType, fieldName, fieldNodes } = this.#info;
    const link = this.#link;
    const definition = this.#schema.getType(parentType.name);
    const target = this.#schema.getQueryType()!.getFields()[link.to]!;
    const field = {
      definition: (definition as typeof parentType).getFields()[fieldName]!,
      nodes: fieldNodes,
    };
    const unit = {
      link,
      target,
      field,
      matchesOf: (item: Record<string, unknown>) => {
        const match = item[matchKey];
        return [
          typeof match === 'function' ? match({}, {}, { path: { key: matchKey } }) : match,
        ].flat();
      },
    };
    return new LinkBatch(unit as never, this.#waiting, this.#info.variableValues);
  }

  async #ask(batch: LinkBatch): Promise<void> {
    const isEach = this.#link.mode === 'each';
    let parts: Part[] = chunks(batch.keys, isEach ? 1 : keysPerField).map((keys) => ({
      keys,
      page: 0,
    }));
    while (parts.length > 0) parts = await this.#askParts(batch, parts);
  }

  /** Answers what is still to ask. */
  async #askParts(batch: LinkBatch, parts: readonly Part[]): Promise<Part[]> {
    const isEach = this.#link.mode === 'each';
    const { document, variables } = this.#query(batch, parts);
    const { data, errors = [] } = await this.#run(document, variables, this.#context);
    if (!data && errors[0]) throw errors[0];
    const values = asResolvable(data ?? {}, errors) as Record<string, unknown>;
    return parts.flatMap((part, index) => {
      const { keys, page } = part;
      const value = values[`l${index}`];
      if (value instanceof Error) {
        // Of one key it cannot be said what belongs to it; of several together, of none.
        if (!isEach) throw value;
        batch.addUnder(keys[0]!, { raw: value, errors: [] });
        return [];
      }
      const found = [this.#itemsOf(value) ?? []].flat(1);
      for (const raw of found) {
        const item = { raw, errors: [] };
        if (isEach) batch.addUnder(keys[0]!, item);
        else if (raw !== null) batch.add(item);
      }
      return batch.isMore(found.length, keys) ? [{ keys, page: page + 1 }] : [];
    });
  }

  #itemsOf(value: unknown): unknown {
    const { items } = this.#link;
    const page = items ? (value as Record<string, unknown> | null)?.[items] : value;
    const found = typeof page === 'function' ? page({}, {}, { path: { key: items } }) : page;
    if (found instanceof Error) throw found;
    return found;
  }

  #query(batch: LinkBatch, parts: readonly Part[]) {
    const { operation, fieldNodes, fragments, variableValues } = this.#info;
    const target = this.#schema.getQueryType()!.getFields()[this.#link.to]!;
    const variables: Record<string, unknown> = { ...variableValues };
    const definitions: VariableDefinitionNode[] = [...(operation.variableDefinitions ?? [])];
    const names = definitions.map(({ variable }) => variable.name.value);
    // Beside the client's own, a link below a link has the variables of the one above.
    let prefix = 'l';
    while (names.some((name) => name.startsWith(prefix))) prefix += '_';
    const roots = parts.map(({ keys, page }, index): FieldNode => {
      const args = Object.entries(batch.argsFor(keys, page)).map(([name, value]) => {
        const variable = { kind: Kind.VARIABLE, name: named(`${prefix}${index}_${name}`) } as const;
        const { type } = target.args.find((argument) => argument.name === name)!;
        definitions.push({
          kind: Kind.VARIABLE_DEFINITION,
          variable,
          type: parseType(String(type)),
        });
        variables[variable.name.value] = value;
        return { kind: Kind.ARGUMENT, name: named(name), value: variable } as const;
      });
      const selectionSet = this.#selectionSet(fieldNodes);
      return {
        kind: Kind.FIELD,
        alias: named(`l${index}`),
        name: named(this.#link.to),
        arguments: args,
        selectionSet,
      };
    });
    const document: DocumentNode = {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: 'query' as never,
          variableDefinitions: definitions,
          selectionSet: { kind: Kind.SELECTION_SET, selections: roots },
        },
        ...Object.values(fragments).map(withTypenames),
      ],
    };
    return { document, variables };
  }

  #selectionSet(nodes: readonly FieldNode[]): SelectionSetNode {
    const { items, match, mode } = this.#link;
    const selected = nodes.flatMap(({ selectionSet }) => withTypenames(selectionSet!).selections);
    const own: FieldNode = { kind: Kind.FIELD, alias: named(matchKey), name: named(match) };
    const selections = mode === 'list' ? [...selected, own] : selected;
    const set: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
    if (!items) return set;
    const page: FieldNode = { kind: Kind.FIELD, name: named(items), selectionSet: set };
    return { kind: Kind.SELECTION_SET, selections: [page] };
  }
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;

/** What comes back has to tell its types, for it is resolved a second time. */
function withTypenames<T extends SelectionSetNode | DocumentNode['definitions'][number]>(
  node: T,
): T {
  const typename: FieldNode = { kind: Kind.FIELD, name: named('__typename') };
  return visit(node, {
    SelectionSet: (set) => ({ ...set, selections: [...set.selections, typename] }),
  }) as T;
}

function keysAt(value: unknown, [first, ...rest]: readonly string[]): string[] {
  if (value === null || value === undefined) return [];
  // Mesh puts what went wrong where the value would be.
  if (value instanceof Error) throw value;
  if (Array.isArray(value))
    return value.flatMap((item) => keysAt(item, first === undefined ? [] : [first, ...rest]));
  return first === undefined
    ? [String(value)]
    : keysAt((value as Record<string, unknown>)[first], rest);
}
