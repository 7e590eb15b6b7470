import {
  GraphQLError,
  Kind,
  extendSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  parseType,
  print,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Graph, Link } from '../graph.ts';
import { findArgumentFault, findItems } from './check-link.ts';

/** Type extensions whose fields carry `@link`, and where they are written. */
export interface LinkText {
  sdl: string;
  file: string;
  /** Of the file, where the text begins. */
  firstLine: number;
}

export interface ReadLinks {
  links: Record<string, Link>;
  /** The extensions as clients and Mesh see them: arguments written out, `@link` gone. */
  typeDefs: string;
  schema: GraphQLSchema;
  /** Links that were left out because the graph has not what they join: another account has other types. */
  leftOut: string[];
}

interface Node {
  name?: Node | undefined;
  loc?: { startToken: { line: number } } | undefined;
}

/**
 * Reads links: `posts: [Post!] @link(to: "listPost", where: "siteSlug", is: "slug")`
 * says that a site's posts are those of listPost where siteSlug is the site's slug.
 * Throws CONFIG_INVALID with file and line for everything that cannot be so.
 */
export function readLinks(
  text: LinkText,
  schema: GraphQLSchema,
  fields: Graph['fields'],
): ReadLinks {
  if (text.sdl.trim() === '') return { links: {}, typeDefs: '', schema, leftOut: [] };
  const problems: string[] = [];
  const leftOut: string[] = [];
  // A description is part of its field, and may be many lines.
  const lineOf = ({ name, loc }: Node) =>
    `${text.file}:${text.firstLine + ((name?.loc ?? loc)?.startToken.line ?? 1) - 1}`;
  const at = (node: Node, says: string) => void problems.push(`${lineOf(node)}: ${says}`);
  const leaveOut = (node: Node, says: string) => void leftOut.push(`${lineOf(node)}: ${says}`);
  const document = parseText(text);
  const links: Record<string, Link> = {};
  const extensions: ObjectTypeExtensionNode[] = [];

  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      at(node, 'only `extend type` is read here, with fields that carry @link');
      continue;
    }
    if (node.interfaces?.length || node.directives?.length) {
      at(node, `${node.name.value} can be given fields that carry @link, and nothing else`);
      continue;
    }
    const type = schema.getType(node.name.value);
    if (!isObjectType(type)) {
      leaveOut(node, `the graph has no object type ${node.name.value}`);
      continue;
    }
    const written = (node.fields ?? []).map((field) => readField(type, field));
    const fitting = written.filter((field) => field !== undefined);
    if (fitting.length > 0) extensions.push({ ...node, fields: fitting });
  }
  if (problems.length > 0)
    throw new GatewayError('CONFIG_INVALID', { detail: problems.join('\n') });
  const typeDefs = extensions.map(print).join('\n\n');
  const linked = typeDefs ? extendSchema(schema, parse(typeDefs)) : schema;
  return { links, typeDefs, schema: linked, leftOut };

  function readField(
    type: GraphQLObjectType,
    field: FieldDefinitionNode,
  ): FieldDefinitionNode | undefined {
    const name = `${type.name}.${field.name.value}`;
    const directive = field.directives?.find((other) => other.name.value === 'link');
    if (!directive) return at(field, `${name} needs @link(to: …, where: …, is: …)`);
    const said = Object.fromEntries(
      (directive.arguments ?? []).map(({ name: { value }, value: node }) => [
        value,
        node.kind === Kind.STRING ? node.value : undefined,
      ]),
    );
    const { to, where, is } = said;
    if (!to || !where || !is)
      return at(field, `${name}: @link takes three strings: to, where and is`);
    if (type.getFields()[field.name.value] || links[name])
      return at(field, `${name} exists already; choose another name`);
    if (field.type.kind === Kind.NON_NULL_TYPE) {
      return at(field, `${name} must be nullable: its source may be down when the others are not`);
    }
    const target = schema.getQueryType()?.getFields()[to];
    const contract = fields.Query[to];
    if (!target || !contract) return leaveOut(field, `${name}: there is no query ${to} to link to`);
    if (!schema.getType(namedOf(field)))
      return leaveOut(field, `${name}: the graph has no type ${namedOf(field)}`);
    const keyFault = checkKey(type, is.split('.'));
    if (keyFault) return at(field, `${name}: ${keyFault}`);
    const place = findKeyArgument(target, where);
    if (!place) {
      const names = target.args.map((argument) => argument.name).join(', ');
      return at(field, `${name}: ${to} cannot be asked by "${where}"; its arguments are ${names}`);
    }
    const result = findItems(target);
    if (typeof result === 'string') return at(field, `${name}: ${result}`);
    const wanted = namedOf(field);
    if (result.item.name !== wanted) {
      return at(field, `${name} is of type ${wanted}, but ${to} answers ${result.item.name}`);
    }
    if (place.mode === 'list' && !result.item.getFields()[where]) {
      return at(
        field,
        `${name}: ${result.item.name} has no field "${where}" to tell whose an item is`,
      );
    }
    const argumentFault = findArgumentFault(schema, field, target, place.path[0]!);
    if (argumentFault) return at(field, `${name}: ${argumentFault}`);
    if (print(field.type).startsWith('[['))
      return at(field, `${name} is a list of lists, which no query answers to a link`);
    const isList = print(field.type).startsWith('[');
    const args = field.arguments?.length ? field.arguments : copyArguments(target, place.path);
    links[name] = {
      to,
      contract,
      is: is.split('.'),
      match: where,
      mode: place.mode,
      keyPath: place.path,
      isList,
      ...(result.items ? { items: result.items } : {}),
    };
    return { ...field, arguments: isList ? args : withoutPaging(args), directives: [] };
  }
}

function parseText({ sdl, file, firstLine }: LinkText): DocumentNode {
  try {
    return parse(sdl);
  } catch (cause) {
    const [location] = (cause as GraphQLError).locations ?? [];
    const line = firstLine + (location?.line ?? 1) - 1;
    throw new GatewayError('CONFIG_INVALID', {
      detail: `${file}:${line}: ${(cause as Error).message}`,
      cause,
    });
  }
}

/** The path from a type to the value that names what belongs to it; lists on the way give many keys. */
function checkKey(type: GraphQLObjectType, path: readonly string[]): string | undefined {
  let current: GraphQLObjectType = type;
  for (const [index, name] of path.entries()) {
    const field = current.getFields()[name];
    if (!field) return `${current.name} has no field "${name}"`;
    const named = getNamedType(field.type);
    if (index === path.length - 1)
      return isLeafType(named) ? undefined : `${current.name}.${name} is no plain value`;
    if (!isObjectType(named)) return `${current.name}.${name} is no object`;
    current = named;
  }
  return 'is: names no field';
}

/**
 * How a root field is asked for several keys at once, by the shapes that sources have: a filter with
 * `in` called like the field, one below `where`, a list, or else one plain argument: a call for each.
 */
function findKeyArgument(
  target: GraphQLField<unknown, unknown>,
  name: string,
): { mode: Link['mode']; path: string[] } | undefined {
  const own = target.args.find((argument) => argument.name === name)?.type;
  if (own && takesList(own, 'in')) return { mode: 'list', path: [name, 'in'] };
  if (own && isListType(getNullableType(own))) return { mode: 'list', path: [name] };
  if (own && isLeafType(getNullableType(own))) return { mode: 'each', path: [name] };
  const where = getNullableType(target.args.find((argument) => argument.name === 'where')?.type);
  if (!isInputObjectType(where)) return undefined;
  const below = where.getFields()[name]?.type;
  return below && takesList(below, 'in')
    ? { mode: 'list', path: ['where', name, 'in'] }
    : undefined;
}

function takesList(type: GraphQLInputType, field: string): boolean {
  const filter = getNullableType(type);
  return isInputObjectType(filter) && isListType(getNullableType(filter.getFields()[field]?.type));
}

function namedOf({ type }: FieldDefinitionNode): string {
  let node = type;
  while (node.kind !== Kind.NAMED_TYPE) node = node.type;
  return node.name.value;
}

/** All arguments of the target but the one that carries the keys and nothing else. */
function copyArguments(
  { args }: GraphQLField<unknown, unknown>,
  path: readonly string[],
): InputValueDefinitionNode[] {
  const isTaken = (name: string) => name === path[0] && name !== 'where';
  return args
    .filter(({ name }) => !isTaken(name) && name !== 'ids')
    .map(({ name, type, astNode, defaultValue }) => ({
      kind: Kind.INPUT_VALUE_DEFINITION,
      name: { kind: Kind.NAME, value: name },
      type: parseType(String(type)),
      ...(astNode?.description ? { description: astNode.description } : {}),
      ...(defaultValue !== undefined && astNode?.defaultValue
        ? { defaultValue: astNode.defaultValue }
        : {}),
    }));
}

const pagingArguments = new Set(['page', 'limit', 'offset']);

function withoutPaging(args: readonly InputValueDefinitionNode[]): InputValueDefinitionNode[] {
  return args.filter(({ name }) => !pagingArguments.has(name.value));
}
