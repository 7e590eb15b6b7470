import {
  Kind,
  getArgumentValues,
  getNamedType,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { collectFields, type CollectedField, type CollectedSelection } from '../plan/collect.ts';
import { object } from '../plan/complete.ts';
import { ErrorTree, INVALID, Sink, type Completer, type LocatedError } from '../plan/completer.ts';
import { typenameKey } from '../plan/graphql-request.ts';
import type { KnownOperation } from '../plan/operation-store.ts';
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

/** Undefined when `@skip` leaves nothing of it. */
export function compileSubscription(
  schema: GraphQLSchema,
  { text, node }: KnownOperation,
  variables: Record<string, unknown>,
  objectFieldOf: (field: string) => string,
): CompiledEvent | undefined {
  const fragments = Object.fromEntries(
    text
      .document!.definitions.filter(
        (definition): definition is FragmentDefinitionNode =>
          definition.kind === Kind.FRAGMENT_DEFINITION,
      )
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const root = schema.getSubscriptionType()!;
  const options = { schema, fragments, conditions: variables };
  const [field] = collectFields(options, root, [node.selectionSet]);
  if (!field) return undefined;
  const args = getArgumentValues(field.definition, field.nodes[0], variables);
  return compileEvent(field, args, node.variableDefinitions ?? [], objectFieldOf(field.name));
}

/** Compiles a field whose type is an event. */
export function compileEvent(
  field: CollectedField,
  args: Arguments,
  variableDefinitions: readonly VariableDefinitionNode[],
  objectField: string,
): CompiledEvent {
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
