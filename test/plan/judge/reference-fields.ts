import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Graph, GraphContract, Link } from '../../../src/graph.ts';
import type { OperationContext } from '../../../src/operation-context.ts';
import { collectSelection, type CollectedSelection } from '../../../src/plan/collect.ts';
import type { Planner } from '../../../src/plan/compile.ts';
import type { PathKey } from '../../../src/plan/completer.ts';
import { withoutLinks } from '../../../src/plan/rest-fetch.ts';
import { templateDialect } from '../../../src/plan/template-dialect.ts';
import type { Caller } from '../../../src/transport/call-source.ts';
import { findOddConditions, type OddConditions } from './odd-conditions.ts';
import { valueOf } from './graphql-upstream.ts';
import { pageOf } from './link-targets.ts';
import { moodFault } from './mood-fault.ts';
import { findOddities, type Oddity } from './oddities.ts';
import { rootOwners } from './root-owners.ts';
import { MISSING, WorldFault, WorldObject, type World } from './world.ts';

export interface ReferenceOptions {
  planner: Planner;
  contractSchemas: ReadonlyMap<string, GraphQLSchema>;
  world: World;
  caller: Caller;
  operation: OperationContext;
  hasLinks: boolean;
}

type Args = Record<string, unknown>;
type Path = GraphQLResolveInfo['path'];

/** Resolves every field of one operation by asking the world for it alone. */
export class ReferenceFields {
  readonly oddities: Oddity[] = [];
  /** GraphQL contracts that were asked for anything. */
  readonly asked = new Set<string>();
  readonly #options: ReferenceOptions;
  readonly #graph: Graph;
  /** By path: who answers what is below a root field or a link. */
  readonly #owners: Map<string, GraphContract | undefined>;
  readonly #odd: OddConditions;

  constructor(options: ReferenceOptions, document: DocumentNode, variables: Args) {
    this.#options = options;
    this.#graph = options.planner.graph;
    this.#owners = rootOwners(options.planner, document, variables);
    this.#odd = findOddConditions(document);
  }

  ownerAt(path: Path | undefined): GraphContract | undefined {
    return this.ownerOf(keysOf(path));
  }

  ownerOf(path: readonly PathKey[]): GraphContract | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const place = path.slice(0, length).join('\n');
      if (this.#owners.has(place)) return this.#owners.get(place);
    }
    return undefined;
  }

  resolve(source: unknown, args: Args, _: unknown, info: GraphQLResolveInfo): unknown {
    const { path, returnType } = info;
    const place = keysOf(path);
    if (path.key === 'then') this.#note('thenable', place.slice(0, -1));
    if (path.key === '__typename') this.#note('disguise', place.slice(0, -1));
    if (this.#odd.isGuarded(String(path.key))) this.#note('twice', place);
    if (this.#odd.isHollow(info.fieldNodes)) this.#note('hollow', place);
    const value = this.#resolve(source, args, info);
    const isLeftOut = value === undefined && this.ownerAt(path)?.kind === 'graphql';
    if (isLeftOut && path.key !== info.fieldName && this.#odd.isKey(info.fieldName)) {
      this.#note('name', place);
    }
    const note = (found: unknown) => {
      const isRest = this.ownerAt(path)?.kind === 'rest';
      this.oddities.push(...findOddities(returnType, found, place, isRest));
      return found;
    };
    return value instanceof Promise ? value.then(note) : note(value);
  }

  #note(kind: Oddity['kind'], path: readonly PathKey[]): void {
    this.oddities.push({ kind, path });
  }

  #resolve(source: unknown, args: Args, info: GraphQLResolveInfo): unknown {
    const { path, parentType, fieldName } = info;
    const isRoot = path.prev === undefined;
    const contract = this.ownerAt(isRoot ? path : path.prev);
    if (isRoot && contract) return this.#askRoot(contract, fieldName, args, info);
    if (!contract) {
      const { local } = this.#options.planner;
      if (!isRoot) return property(source, fieldName);
      return local[`${parentType.name}.${fieldName}`]?.({}, this.#options.operation, {} as never);
    }
    const link = this.#graph.links[`${parentType.name}.${fieldName}`];
    if (link) return this.#follow(link, contract, source, args, info);
    const value = this.#read(contract, source, parentType.name, fieldName, args);
    return value === MISSING ? undefined : value;
  }

  /** A field of an object that its source has answered. */
  #read(
    contract: GraphContract,
    source: unknown,
    typeName: string,
    fieldName: string,
    args: Args,
  ): unknown {
    if (contract.kind === 'rest') {
      const read = this.#options.planner.dialects.get(contract.name)?.reader?.(typeName, fieldName);
      const isObject = typeof source === 'object' && source !== null && !Array.isArray(source);
      return read ? read((isObject ? source : {}) as Args) : property(source, fieldName);
    }
    if (!(source instanceof WorldObject)) return undefined;
    const type = this.#typeOf(contract, typeName);
    const name = contract.names.fields[`${typeName}.${fieldName}`] ?? fieldName;
    const { world, contractSchemas } = this.#options;
    const schema = contractSchemas.get(contract.name)!;
    return valueOf(world, this.#graph.links, schema, source, type.getFields()[name]!, args);
  }

  #typeOf({ name, names }: GraphContract, typeName: string) {
    const type = this.#options.contractSchemas
      .get(name)!
      .getType(names.types[typeName] ?? typeName);
    if (!isObjectType(type)) throw new Error(`no type for ${typeName}`);
    return type;
  }

  #askRoot(
    contract: GraphContract,
    fieldName: string,
    args: Args,
    info: GraphQLResolveInfo,
    selection = this.#selectionBelow(info),
  ): unknown {
    const { planner, world, caller, operation } = this.#options;
    const root = info.path.prev === undefined ? info.parentType.name : 'Query';
    if (contract.kind === 'graphql') {
      const mood = world.mood(contract.name);
      const place = keysOf(info.path);
      this.asked.add(contract.name);
      const whole = moodFault(contract, mood);
      if (whole) throw whole;
      if (mood === 'warning') this.#note(mood, place);
      const object = new WorldObject(contract.name, this.#typeOf(contract, root));
      const value = this.#read(contract, object, root, fieldName, args);
      const isEmpty = value === null || value === MISSING;
      if (isEmpty && mood === 'warning') throw new WorldFault('has a warning', []);
      return value === MISSING ? undefined : value;
    }
    const restOperation = contract.operations[`${root}.${fieldName}`]!;
    const dialect = planner.dialects.get(contract.name) ?? templateDialect;
    const isRead = root === 'Query';
    return dialect.compile(restOperation, selection)(args, (call) =>
      caller.rest(contract.name, { ...call, isRead, label: '' }, operation),
    );
  }

  #selectionBelow({ fieldNodes, fragments, returnType, variableValues }: GraphQLResolveInfo) {
    const { schema, graph } = this.#options.planner;
    const options = { schema, fragments, conditions: variableValues, links: graph.links };
    return withoutLinks(collectSelection(options, returnType, fieldNodes));
  }

  async #follow(
    link: Link,
    from: GraphContract,
    source: unknown,
    args: Args,
    info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const place = keysOf(info.path);
    const held = this.#keysAt(place, from, source, info.parentType.name, link.is);
    // Who lists keys in the arguments wants no others.
    const listed = getAt(args, link.keyPath);
    const wanted = Array.isArray(listed) ? listed.map(String) : undefined;
    const keys = held.filter(
      (key) => key instanceof Error || wanted?.includes(String(key)) !== false,
    );
    const fault = keys.find((key) => key instanceof Error);
    const names = [info.fieldName, ...link.is, link.match];
    if (names.some((name) => this.#odd.isRenamed(name))) {
      this.#note('name', place);
      // What a client calls like the key becomes the key.
      this.#note('name', [...place.slice(0, -1), link.is[0]!]);
    }
    if (this.#odd.hasCondition(link.is[0]!)) this.#note('twice', place);
    if (fault) {
      this.#note('key', place);
      // Where types disagree on whether the key may be null, Mesh asks for it under such a name.
      for (const may of ['nullable', 'nonNullable']) {
        this.#note('key', [...place.slice(0, -1), `_${may}_${link.is[0]}`]);
      }
    }
    if (fault) throw fault instanceof WorldFault ? new WorldFault(fault.message, []) : fault;
    const to = this.#graph.contracts[link.contract]!;
    if (keys.length === 0) return link.isList ? [] : null;
    this.#owners.set(keysOf(info.path).join('\n'), to);
    const found: unknown[] = [];
    for (const key of new Set(keys)) {
      const value = await this.#findByKey(link, to, key, args, info);
      if (value === null || value === undefined || value instanceof Error) return value;
      found.push(...(link.mode === 'each' ? [value] : (value as unknown[])));
    }
    return link.isList ? pageOf(found, args) : (found[0] ?? null);
  }

  #findByKey(link: Link, to: GraphContract, key: unknown, args: Args, info: GraphQLResolveInfo) {
    const { schema } = this.#options.planner;
    const target = schema.getQueryType()!.getFields()[link.to]!;
    const isPaged = target.args.some(({ name }) => name === 'limit');
    const asked = setAt(args, link.keyPath, link.mode === 'each' ? key : [key]) as Args;
    const own = link.mode === 'list' && isPaged ? { ...asked, limit: 1000 } : asked;
    const unpaged = Object.entries(own).filter(([name]) => name !== 'offset' && name !== 'page');
    const page = getNamedType(target.type);
    if (link.items === undefined || !isObjectType(page)) {
      return this.#askRoot(to, link.to, Object.fromEntries(unpaged), info);
    }
    const { type } = page.getFields()[link.items]!;
    const items = {
      key: link.items,
      name: link.items,
      type,
      selection: this.#selectionBelow(info),
    };
    const selection = new Map([[page.name, [items]]]) as unknown as CollectedSelection;
    const answer = this.#askRoot(to, link.to, Object.fromEntries(unpaged), info, selection);
    const read = (value: unknown) => this.#read(to, value, page.name, link.items!, {});
    return Promise.resolve(answer).then(read);
  }

  /** The keys that an object holds, or why it cannot be said. */
  #keysAt(
    place: readonly PathKey[],
    contract: GraphContract,
    source: unknown,
    typeName: string,
    [first = '', ...rest]: readonly string[],
  ): unknown[] {
    const found = this.#read(contract, source, typeName, first, {});
    const type = this.#options.planner.schema.getType(typeName) as GraphQLObjectType;
    const { type: keyType } = type.getFields()[first]!;
    const below = getNamedType(keyType).name;
    const noteLeaf = () => {
      this.#note('leaf', place);
      // Mesh asks for the key like for any field, and says there what is wrong with it.
      this.#note('leaf', [...place.slice(0, -1), first]);
    };
    const isListOfNone = Array.isArray(found) && !isListType(getNullableType(keyType));
    if (isListOfNone && rest.length === 0) noteLeaf();
    return [found].flat(5).flatMap((value): unknown[] => {
      if (value === null || value === undefined || value === MISSING) return [];
      if (value instanceof Error) return [value];
      if (rest.length > 0) return this.#keysAt(place, contract, value, below, rest);
      if (typeof value !== 'string') noteLeaf();
      if (typeof value !== 'object') return [String(value)];
      return [new Error(`${typeName}.${first} holds an object, which is no key.`)];
    });
  }
}

function keysOf(path: Path | undefined): PathKey[] {
  return path ? [...keysOf(path.prev), path.key] : [];
}

function property(source: unknown, name: string): unknown {
  const isObject = typeof source === 'object' && source !== null && Object.hasOwn(source, name);
  return isObject ? (source as Args)[name] : undefined;
}

function getAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((object, name) => (object as Args | null | undefined)?.[name], value);
}

function setAt(target: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const object = (target ?? {}) as Args;
  return { ...object, [first]: setAt(object[first], rest, value) };
}
