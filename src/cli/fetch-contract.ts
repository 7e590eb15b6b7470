import {
  Kind,
  buildClientSchema,
  getIntrospectionQuery,
  parse,
  print,
  printSchema,
  visit,
  type FragmentDefinitionNode,
  type IntrospectionQuery,
  type SelectionNode,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { RawContract } from '../source.ts';
import type { GraphqlAnswer } from '../transport/call-source.ts';
import type { AccountContract } from './account.ts';

/** A contract as its account tells it, or why the committed one has to do. */
export type Fetched = { contract: RawContract } | { keptBecause: string };

/** Fails when the account cannot be asked; an account that answers and does not tell is no failure. */
export async function fetchContract(account: AccountContract): Promise<Fetched> {
  if (account.kind === 'graphql') return introspect(account);
  const document = await account.source.fetchContract?.(account.name, account.call);
  if (!document) return { keptBecause: 'no account tells it' };
  return { contract: { kind: 'openapi', document } };
}

async function introspect(account: AccountContract): Promise<Fetched> {
  const answer = await ask(account, introspectionQuery);
  if (!('error' in answer) && isIntrospection(answer.data)) {
    return { contract: { kind: 'graphql', sdl: printIntrospection(answer.data, account) } };
  }
  // Who refuses introspection answers other questions; who answers none is in trouble, or the key is bad.
  await probe(account).catch((refusal: unknown) => {
    throw 'error' in answer ? answer.error : refusal;
  });
  return { keptBecause: 'its account refuses introspection' };
}

async function ask(
  { query }: AccountContract,
  text: string,
): Promise<GraphqlAnswer | { error: GatewayError }> {
  try {
    return await query(text);
  } catch (error) {
    if (error instanceof GatewayError && !error.retryable) return { error };
    throw error;
  }
}

/** Asks what only a good credential is answered; throws what is wrong with it or with the way. */
export async function probe({ kind, source, query, call }: AccountContract): Promise<void> {
  if (kind === 'rest') {
    if (source.probe?.call) await call(source.probe.call);
    return;
  }
  const { errors } = await query(source.probe?.query ?? '{ __typename }');
  const [first] = errors ?? [];
  if (first) {
    throw new GatewayError('SOURCE_ERROR', {
      source: source.name,
      detail: `answered with an error: ${first.message}`,
    });
  }
}

function isIntrospection(data: GraphqlAnswer['data']): data is Record<string, unknown> {
  return typeof data?.['__schema'] === 'object' && data['__schema'] !== null;
}

function printIntrospection(data: Record<string, unknown>, { name }: AccountContract): string {
  try {
    return printSchema(buildClientSchema(data as unknown as IntrospectionQuery));
  } catch (cause) {
    throw new GatewayError('CONTRACT_INVALID', {
      source: name,
      detail: `answered an introspection that is no schema: ${(cause as Error).message.split('\n')[0]}`,
      cause,
    });
  }
}

/** Without fragments, which not every server can do. */
const introspectionQuery = inlineFragments(getIntrospectionQuery());

function inlineFragments(text: string): string {
  const document = parse(text);
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const inline = (selections: readonly SelectionNode[]): SelectionNode[] =>
    selections.flatMap((node) => {
      if (node.kind !== Kind.FRAGMENT_SPREAD) return [node];
      return inline(fragments.get(node.name.value)?.selectionSet.selections ?? []);
    });
  const inlined = visit(document, {
    SelectionSet: (node) => ({ ...node, selections: inline(node.selections) }),
    FragmentDefinition: (node) => (fragments.has(node.name.value) ? undefined : null),
  });
  const definitions = inlined.definitions.filter(({ kind }) => kind !== Kind.FRAGMENT_DEFINITION);
  return print({ ...inlined, definitions });
}
