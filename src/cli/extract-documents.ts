import {
  KnownFragmentNamesRule,
  Kind,
  print,
  specifiedRules,
  validate,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Manifest } from '../server/read-manifest.ts';
import { digest } from '../server/trusted-documents.ts';
import { findDocuments, type FoundDocuments } from './find-documents.ts';

export interface ExtractOptions {
  /** Refuses what this graph would refuse. */
  schema?: GraphQLSchema | undefined;
  /** Normalizing clients ask for `__typename` everywhere, so their documents have it too. */
  hasTypenames: boolean;
}

/**
 * The manifest of an application: each of its operations with the fragments that it spreads, printed
 * the one way. Throws one BAD_USER_INPUT, a line for each problem.
 */
export async function extractDocuments(
  folder: string,
  { schema, hasTypenames }: ExtractOptions,
): Promise<Manifest> {
  const found = await findDocuments(folder);
  const problems: string[] = [];
  const operations = [...found.operations].sort(byName).map(([name, { node, file }]) => {
    const fragments = spreadFragments(node, found, (missing) =>
      problems.push(`${file} spreads ${missing}, which no file has`),
    );
    const plain: DocumentNode = { kind: Kind.DOCUMENT, definitions: [node, ...fragments] };
    if (schema) {
      for (const { message } of validate(schema, plain, rules))
        problems.push(`${file}: ${message}`);
    }
    const body = print(hasTypenames ? addTypenames(plain) : plain);
    return { id: digest(body), name, type: node.operation, body };
  });
  if (operations.length === 0) problems.push(`there is no operation in ${folder}`);
  if (problems.length > 0) {
    const detail = [...new Set(problems)].join('\n');
    throw new GatewayError('BAD_USER_INPUT', { detail });
  }
  return { format: 'apollo-persisted-query-manifest', version: 1, operations };
}

/**
 * Those of the operation and those of its fragments, each after what it spreads itself: the order of
 * GraphQL Code Generator, whose documents then have the same text and the same hash.
 */
function spreadFragments(
  root: DefinitionNode,
  { fragments }: FoundDocuments,
  onMissing: (name: string) => void,
): FragmentDefinitionNode[] {
  const reached = new Set<string>();
  const ordered: FragmentDefinitionNode[] = [];
  const collect = (definition: DefinitionNode): void => {
    visit(definition, {
      FragmentSpread({ name: { value: name } }) {
        const fragment = fragments.get(name);
        if (!fragment) return onMissing(name);
        if (reached.has(name)) return;
        reached.add(name);
        collect(fragment.node);
        ordered.push(fragment.node);
      },
    });
  };
  collect(root);
  return ordered;
}

/** A fragment that is missing is said already, with its file. */
const rules = specifiedRules.filter((rule) => rule !== KnownFragmentNamesRule);

const typename: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

function addTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node, _key, parent) {
      const isRoot = (parent as DefinitionNode | undefined)?.kind === Kind.OPERATION_DEFINITION;
      const isKnown = node.selections.some(
        (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'),
      );
      if (isRoot || isKnown) return undefined;
      return { ...node, selections: [...node.selections, typename] };
    },
  });
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
