import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import { Kind, parse, print, printSchema, visit } from 'graphql';
import { buildGraph, type Artifacts } from './artifacts.ts';
import { GatewayError } from './errors.ts';
import type { Graph } from './graph.ts';

/**
 * The part of a composed graph that some of its sources answer. What only the others know is gone,
 * and so are the links into them. The same artifacts when there are no others.
 */
export function keepSources(artifacts: Artifacts, names: readonly string[]): Artifacts {
  const { graph, sdl } = artifacts;
  const all = Object.values(graph.contracts);
  const kept = new Set(all.filter(({ source }) => names.includes(source)).map(({ name }) => name));
  if (kept.size === all.length) return artifacts;
  if (kept.size === 0) {
    throw new GatewayError('CONFIG_INVALID', {
      detail: `the composed graph holds none of ${names.join(', ')}; run "trefoil compose"`,
    });
  }
  const isGone = (typeName: string, fieldName: string) => {
    const contract =
      graph.fields[typeName as keyof Graph['fields']]?.[fieldName] ??
      graph.links[`${typeName}.${fieldName}`]?.contract;
    return contract !== undefined && !kept.has(contract);
  };
  const schema = mapSchema(buildGraph(sdl), {
    [MapperKind.OBJECT_FIELD]: (field, fieldName, typeName) =>
      isGone(typeName, fieldName) ? null : field,
  });
  const pruned = pruneSchema(schema);
  return {
    ...artifacts,
    sdl: printSchema(pruned),
    graph: {
      ...graph,
      contracts: pick(graph.contracts, ({ name }) => kept.has(name)),
      fields: {
        Query: pick(graph.fields.Query, (contract) => kept.has(contract)),
        Mutation: pick(graph.fields.Mutation, (contract) => kept.has(contract)),
      },
      links: pick(graph.links, ({ contract }) => kept.has(contract)),
      linkTypeDefs: dropFields(graph, pruned.getTypeMap(), isGone),
    },
  };
}

function pick<T>(record: Record<string, T>, isKept: (value: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => isKept(value)));
}

/** Extensions of types that are gone would have nothing to extend. */
function dropFields(
  { linkTypeDefs }: Graph,
  types: object,
  isGone: (typeName: string, fieldName: string) => boolean,
): string {
  if (linkTypeDefs === '') return '';
  const document = visit(parse(linkTypeDefs), {
    ObjectTypeExtension(node) {
      const typeName = node.name.value;
      const fields = node.fields?.filter(({ name }) => !isGone(typeName, name.value)) ?? [];
      return fields.length === 0 || !(typeName in types) ? null : { ...node, fields };
    },
  });
  return document.definitions.some(({ kind }) => kind === Kind.OBJECT_TYPE_EXTENSION)
    ? print(document)
    : '';
}
