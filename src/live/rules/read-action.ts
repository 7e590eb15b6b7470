import {
  getNamedType,
  getVariableValues,
  isLeafType,
  parse,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Graph } from '../../graph.ts';

/** A mutation and what it is given. */
export interface Action {
  /** The mutation, ready to run. */
  operation: string;
  variables: Record<string, unknown>;
}

/** What is wrong, and whether with the mutation's name or with what it is given. */
export interface ActionProblem {
  in: 'do' | 'with';
  says: string;
}

/**
 * Writes the mutation of `source.field` with its arguments. Checked against the graph now, for a
 * rule that fails when it is needed helps nobody.
 */
export function readAction(
  does: string,
  given: Record<string, unknown>,
  { schema, graph }: { schema: GraphQLSchema; graph: Graph },
): Action | ActionProblem[] {
  const [, source = '', field = ''] = /^(\w+)\.(\w+)$/.exec(does.trim()) ?? [];
  if (source === '') return [{ in: 'do', says: `"${does}" is no action: it is source.mutation` }];
  const { Mutation } = graph.fields;
  const contract = Object.hasOwn(Mutation, field) ? Mutation[field] : undefined;
  if (contract === undefined || graph.contracts[contract]?.source !== source) {
    return [{ in: 'do', says: `${source} has no mutation ${field}` }];
  }
  const { args, type } = schema.getMutationType()!.getFields()[field]!;
  const strangers = Object.keys(given).filter((name) => !args.some((arg) => arg.name === name));
  if (strangers.length > 0) {
    const known = args.map(({ name }) => name).join(', ');
    return strangers.map((name) => ({
      in: 'with',
      says: `${field} has no argument "${name}"; there are ${known}`,
    }));
  }
  const passed = args.filter(
    ({ name, type: wanted }) => Object.hasOwn(given, name) || String(wanted).endsWith('!'),
  );
  const declared = passed.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const handed = passed.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isLeafType(getNamedType(type)) ? '' : ' { __typename }';
  const operation = declared
    ? `mutation (${declared}) { ${field}(${handed})${selection} }`
    : `mutation { ${field}${selection} }`;
  const [node] = parse(operation).definitions as [OperationDefinitionNode];
  const { errors } = getVariableValues(schema, node.variableDefinitions ?? [], given);
  if (errors) return errors.map(({ message }) => ({ in: 'with', says: explain(message) }));
  return { operation, variables: given };
}

/** Who writes a rule has arguments, not variables. */
function explain(message: string): string {
  return message
    .replace(/^Variable "\$(\w+)"/, '"$1"')
    .replace(/;.*$/s, (rest) => rest.slice(0, 200));
}
