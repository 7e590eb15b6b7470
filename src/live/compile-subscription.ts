import {
  Kind,
  getArgumentValues,
  getNamedType,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { collectFields, type CollectedField, type CollectedSelection } from '../plan/collect.ts';
import { object } from '../plan/complete.ts';
import { ErrorTree, INVALID, Sink, type Completer, type LocatedError } from '../plan/completer.ts';
import { typenameKey } from '../plan/graphql-request.ts';
import type { Arguments } from '../live-offer.ts';

/** A subscription or a wait, taken apart: what is told by the gateway, and what is asked of a source. */
export interface CompiledEvent {
  /** The subscription's field. */
  name: string;
  /** Its key in the answer. */
  key: string;
  args: Arguments;
  /** Of the event's object: once for each alias of it. */
  objects: readonly CollectedField[];
  variableDefinitions: readonly VariableDefinitionNode[];
  /** What else of the event is selected. */
  completeFacts: Completer;
  /** Keys in the order of the operation. */
  keys: readonly string[];
}

export interface EventQuestion {
  document: DocumentNode;
  node: OperationDefinitionNode;
  /** Coerced. */
  variables: Record<string, unknown>;
  /** The response key; the first one without it. */
  key?: string;
}

/** Compiles a root field whose type is an event. Undefined when `@skip` leaves nothing of it. */
export function compileEvent(
  schema: GraphQLSchema,
  { document, node, variables, key }: EventQuestion,
  objectFieldOf: (field: string) => string,
): CompiledEvent | undefined {
  const fragments = Object.fromEntries(
    document.definitions
      .filter(
        (definition): definition is FragmentDefinitionNode =>
          definition.kind === Kind.FRAGMENT_DEFINITION,
      )
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const root = schema.getRootType(node.operation)!;
  // Without links: they are followed by the query that fetches the object.
  const options = { schema, fragments, conditions: variables };
  const roots = collectFields(options, root, [node.selectionSet]);
  const field = roots.find((each) => key === undefined || each.key === key);
  if (!field) return undefined;
  const args = getArgumentValues(field.definition, field.nodes[0], variables);
  const variableDefinitions = node.variableDefinitions ?? [];
  const objectField = objectFieldOf(field.name);
  const fields = field.selection?.get(getNamedType(field.type).name) ?? [];
  const facts = fields.filter(({ name }) => name !== objectField);
  return {
    name: field.name,
    key: field.key,
    args,
    objects: fields.filter(({ name }) => name === objectField),
    variableDefinitions,
    completeFacts: object(facts, { ...byKey, sourceKey: ({ name }) => name }),
    keys: fields.map(({ key }) => key),
  };
}

const byKey = {
  sourceKey: ({ key }: CollectedField) => key,
  reader: () => undefined,
  typeReader(selection: CollectedSelection) {
    const key = typenameKey(selection);
    return (value: Record<string, unknown>) => value[key] as string;
  },
};

/** Completes an object that was fetched by an operation of the same selection: adds what needs no asking. */
export function completeFetched(fields: readonly CollectedField[], value: unknown): unknown {
  // Where the operation put a null it has also said why.
  const completed = object(fields, byKey)(value, new Sink(), new ErrorTree());
  return completed === INVALID ? null : completed;
}

/** Puts an event together in the order of its selection. */
export function assemble(
  { keys, completeFacts }: CompiledEvent,
  facts: Record<string, unknown>,
  objects: ReadonlyMap<string, unknown>,
): { value: Record<string, unknown> | null; errors: LocatedError[] } {
  const sink = new Sink();
  const completed = completeFacts(facts, sink, undefined);
  if (completed === INVALID || completed === null) return { value: null, errors: sink.errors };
  const told = completed as Record<string, unknown>;
  const entries = keys.map((key) => [key, objects.has(key) ? objects.get(key) : told[key]]);
  return { value: Object.fromEntries(entries), errors: sink.errors };
}
