import {
  Kind,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isPage, multiplierOf, multiplyCost, sumCosts, type Cost } from './cost.ts';

/** How much an operation asks for, its fragments counted as often as they are spread. */
export interface Measure {
  readonly depth: number;
  /** Aliases, and fields that a selection names again: two ways to ask one thing many times. */
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  readonly cost: Cost;
}

const NOTHING: Measure = { depth: 0, aliases: 0, directives: 0, rootFields: 0, cost: 0 };

/**
 * Measures the definitions of a document that has not been validated. Each fragment is measured once,
 * however often it is spread, so this costs as much as the text is long.
 */
export class Measurer {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure>();

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#schema = schema;
    this.#fragments = new Map(
      definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
  }

  measure(node: OperationDefinitionNode | FragmentDefinitionNode): Measure {
    if (node.kind === Kind.FRAGMENT_DEFINITION) return this.#fragment(node.name.value, false);
    const { operation, selectionSet, directives, variableDefinitions = [] } = node;
    const measure = this.#set(selectionSet, this.#schema.getRootType(operation) ?? undefined);
    const onVariables = variableDefinitions.flatMap((variable) => variable.directives ?? []);
    return more(measure, { directives: count(directives) + onVariables.length });
  }

  #set(set: SelectionSetNode, type?: GraphQLNamedType, isBelowPage = false): Measure {
    const seen = new Set<string>();
    const parts: Measure[] = [];
    let aliases = 0;
    for (const selection of set.selections) {
      parts.push(this.#selection(selection, type, isBelowPage));
      if (selection.kind !== Kind.FIELD) continue;
      const key = selection.alias?.value ?? selection.name.value;
      if (selection.alias || seen.has(key)) aliases += 1;
      seen.add(key);
    }
    return more(addUp(parts), { aliases });
  }

  #selection(
    node: SelectionNode,
    type: GraphQLNamedType | undefined,
    isBelowPage: boolean,
  ): Measure {
    const directives = count(node.directives);
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      return more(this.#fragment(node.name.value, isBelowPage), { directives });
    }
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      const inner = condition === undefined ? type : this.#schema.getType(condition);
      return more(this.#set(node.selectionSet, inner, isBelowPage), { directives });
    }
    const own: Measure = { depth: 1, aliases: 0, directives, rootFields: 1, cost: 1 };
    // The graph's description of itself has a limit of its own among the validation rules.
    if (!node.selectionSet || node.name.value.startsWith('__')) return own;
    const definition = fieldOf(type, node.name.value);
    const named = definition && getNamedType(definition.type);
    const below = this.#set(
      node.selectionSet,
      isCompositeType(named) ? named : undefined,
      definition !== undefined && isPage(definition),
    );
    const multiplier = definition ? multiplierOf(node, definition, isBelowPage) : 1;
    return {
      depth: below.depth + 1,
      aliases: below.aliases,
      directives: below.directives + directives,
      rootFields: 1,
      cost: sumCosts([1, multiplyCost(below.cost, multiplier)]),
    };
  }

  #fragment(name: string, isBelowPage: boolean): Measure {
    const fragment = this.#fragments.get(name);
    if (!fragment) return NOTHING;
    const key = `${name} ${isBelowPage}`;
    const known = this.#measured.get(key);
    if (known) return known;
    // A fragment that comes round to itself counts for nothing there; validation refuses it.
    this.#measured.set(key, NOTHING);
    const type = this.#schema.getType(fragment.typeCondition.name.value);
    const measure = more(this.#set(fragment.selectionSet, type, isBelowPage), {
      directives: count(fragment.directives),
    });
    this.#measured.set(key, measure);
    return measure;
  }
}

function addUp(parts: readonly Measure[]): Measure {
  const sum = { depth: 0, aliases: 0, directives: 0, rootFields: 0 };
  for (const part of parts) {
    sum.depth = Math.max(sum.depth, part.depth);
    sum.aliases += part.aliases;
    sum.directives += part.directives;
    sum.rootFields += part.rootFields;
  }
  return { ...sum, cost: sumCosts(parts.map(({ cost }) => cost)) };
}

function more(measure: Measure, extra: { aliases?: number; directives?: number }): Measure {
  const { aliases = 0, directives = 0 } = extra;
  return {
    ...measure,
    aliases: measure.aliases + aliases,
    directives: measure.directives + directives,
  };
}

function count(directives: readonly DirectiveNode[] | undefined): number {
  return directives?.length ?? 0;
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const fields = type.getFields();
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
