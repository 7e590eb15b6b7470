import {
  Kind,
  getNamedType,
  isAbstractType,
  print,
  visit,
  type TypeNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { OriginalNames } from '../graph.ts';
import type { CollectedField, CollectedSelection } from './collect.ts';

export interface GraphqlRequest {
  query: string;
  /** Those of the operation's variables that the request uses. */
  variables: string[];
}

/** Prints one upstream request for root fields: fragments inlined, names as the contract has them. */
export function printRequest(
  operation: 'query' | 'mutation',
  fields: readonly CollectedField[],
  variableDefinitions: readonly VariableDefinitionNode[],
  names: OriginalNames,
): GraphqlRequest {
  const used = new Set<string>();
  const selection = printFields(fields, names, used);
  const definitions = variableDefinitions.filter(({ variable }) => used.has(variable.name.value));
  const parameters = definitions.map((definition) => printVariable(definition, names));
  const head = parameters.length > 0 ? `${operation}(${parameters.join(', ')})` : operation;
  return {
    query: `${head === 'query' ? '' : `${head} `}${selection}`,
    variables: definitions.map(({ variable }) => variable.name.value),
  };
}

export function printFields(
  fields: readonly CollectedField[],
  names: OriginalNames,
  used: Set<string>,
): string {
  const printed = fields
    .filter(({ name, linked }) => name !== '__typename' && !linked)
    .map((field) => printField(field, names, used));
  // What is selected may be known without asking, but a selection cannot be empty.
  return `{ ${printed.length > 0 ? printed.join(' ') : '__typename'} }`;
}

function printField(field: CollectedField, names: OriginalNames, used: Set<string>): string {
  const { key, name, nodes, parentType } = field;
  const original = names.fields[`${parentType.name}.${name}`] ?? name;
  const alias = key === original ? '' : `${key}: `;
  const args = (nodes[0].arguments ?? []).map(
    (argument) => `${argument.name.value}: ${printValue(argument.value, used)}`,
  );
  const list = args.length > 0 ? `(${args.join(', ')})` : '';
  return `${alias}${original}${list}${printSelection(field, names, used)}`;
}

function printSelection(
  { type, selection }: CollectedField,
  names: OriginalNames,
  used: Set<string>,
): string {
  if (!selection) return '';
  if (!isAbstractType(getNamedType(type))) {
    const [fields = []] = selection.values();
    return ` ${printFields(fields, names, used)}`;
  }
  const branches = [...selection]
    .filter(([, fields]) => fields.some(({ name }) => name !== '__typename'))
    .map(
      ([typeName, fields]) =>
        `... on ${names.types[typeName] ?? typeName} ${printFields(fields, names, used)}`,
    );
  const key = typenameKey(selection);
  const typename = key === '__typename' ? key : `${key}: __typename`;
  return ` { ${[typename, ...branches].join(' ')} }`;
}

/** Where an object says of what type it is: a client may call another field `__typename`. */
export function typenameKey(selection: CollectedSelection): string {
  const fields = [...selection.values()].flat();
  const isFree = (key: string) =>
    fields.every((field) => field.key !== key || field.name === '__typename');
  let key = '__typename';
  while (!isFree(key)) key = key === '__typename' ? '_typename' : `${key}_`;
  return key;
}

function printValue(value: ValueNode, used: Set<string>): string {
  visit(value, {
    Variable({ name }) {
      used.add(name.value);
    },
  });
  return print(value);
}

/** With its default, though its value is always sent: without one it might not stand where none may be null. */
export function printVariable(
  { variable, type, defaultValue }: VariableDefinitionNode,
  names: OriginalNames,
): string {
  const declared = `$${variable.name.value}: ${printType(type, names)}`;
  return defaultValue ? `${declared} = ${print(defaultValue)}` : declared;
}

function printType(type: TypeNode, names: OriginalNames): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${printType(type.type, names)}!`;
  if (type.kind === Kind.LIST_TYPE) return `[${printType(type.type, names)}]`;
  return names.types[type.name.value] ?? type.name.value;
}
