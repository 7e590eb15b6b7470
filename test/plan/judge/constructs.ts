import {
  Kind,
  TypeInfo,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isUnionType,
  parse,
  visit,
  visitWithTypeInfo,
  type ConstDirectiveNode,
  type DirectiveNode,
  type GraphQLOutputType,
} from 'graphql';
import type { GeneratedOperation } from './generate-operation.ts';
import type { Judge } from './judge.ts';

export const constructs = [
  'query',
  'mutation',
  'alias',
  'fragment',
  'fragment under a condition',
  'fragment on an interface',
  'fragment on a union',
  'inline fragment',
  'inline fragment without a type',
  'inline fragment under a condition',
  'variable with a default',
  'variable without a default',
  'variable that may not be null',
  'variable left out',
  'variable that is null',
  '@skip by a variable',
  '@skip by a literal',
  '@include by a variable',
  '@include by a literal',
  'input object',
  'list of arguments',
  'null for an argument',
  'field of an interface',
  'union',
  'list of lists',
  'lists three deep',
  'link',
  'link below a link',
  'link of one type among several',
  'variable in a scalar for anything',
  '__typename',
  'introspection',
  'introspection beside other fields',
] as const;

/** What an operation is made of, by name. */
export function constructsOf(
  { schema, links }: Pick<Judge, 'schema' | 'links'>,
  { text, variables }: GeneratedOperation,
): Set<string> {
  const found = new Set<string>();
  const info = new TypeInfo(schema);
  let lists = 0;
  let linked = 0;
  let abstract = 0;
  visit(
    parse(text),
    visitWithTypeInfo(info, {
      OperationDefinition: ({ operation }) => void found.add(operation),
      FragmentSpread: ({ directives = [] }) => {
        found.add('fragment');
        if (directives.length > 0) found.add('fragment under a condition');
      },
      InlineFragment({ typeCondition, directives = [] }) {
        found.add(typeCondition ? 'inline fragment' : 'inline fragment without a type');
        if (directives.length > 0) found.add('inline fragment under a condition');
        const on = typeCondition && schema.getType(typeCondition.name.value);
        if (isInterfaceType(on)) found.add('fragment on an interface');
        if (isUnionType(on)) found.add('fragment on a union');
      },
      VariableDefinition({ variable, defaultValue, type }) {
        const { value: name } = variable.name;
        found.add(defaultValue ? 'variable with a default' : 'variable without a default');
        if (type.kind === Kind.NON_NULL_TYPE) found.add('variable that may not be null');
        if (!Object.hasOwn(variables, name)) found.add('variable left out');
        else if (variables[name] === null) found.add('variable that is null');
        return false;
      },
      Directive: (node) => void found.add(nameOf(node)),
      Variable: () => {
        if (!info.getInputType()) found.add('variable in a scalar for anything');
      },
      ObjectField: () => void found.add('input object'),
      ListValue: () => void found.add('list of arguments'),
      NullValue: () => void found.add('null for an argument'),
      Field: {
        enter({ alias, name }) {
          const parent = info.getParentType();
          if (alias) found.add('alias');
          if (name.value === '__typename') found.add('__typename');
          else if (name.value.startsWith('__')) found.add('introspection');
          if (isInterfaceType(parent)) found.add('field of an interface');
          const type = getNullableType(info.getType());
          if (isUnionType(getNamedType(type))) found.add('union');
          if (isListType(type) && isListType(getNullableType(type.ofType as GraphQLOutputType))) {
            found.add('list of lists');
          }
          if (isListType(type)) lists += 1;
          if (lists > 2) found.add('lists three deep');
          if (isLink(parent?.name, name.value)) linked += 1;
          if (isLink(parent?.name, name.value) && abstract > 0)
            found.add('link of one type among several');
          if (isAbstractType(getNamedType(type))) abstract += 1;
          if (linked > 0) found.add('link');
          if (linked > 1) found.add('link below a link');
        },
        leave({ name }) {
          if (isListType(getNullableType(info.getType()))) lists -= 1;
          if (isAbstractType(getNamedType(info.getType()))) abstract -= 1;
          if (isLink(info.getParentType()?.name, name.value)) linked -= 1;
        },
      },
    }),
  );
  if (found.has('introspection') && /\b(?:get|list|find)\w+/.test(text)) {
    found.add('introspection beside other fields');
  }
  return found;

  function isLink(parent: string | undefined, name: string): boolean {
    return links.has(`${parent}.${name}`);
  }
}

/** `@skip`, and whether a variable decides. */
function nameOf({ name, arguments: args = [] }: DirectiveNode | ConstDirectiveNode): string {
  const isVariable = args[0]?.value.kind === Kind.VARIABLE;
  return `@${name.value} by a ${isVariable ? 'variable' : 'literal'}`;
}
