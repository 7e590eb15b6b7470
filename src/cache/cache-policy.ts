import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Graph } from '../graph.ts';

/** How long the answer of a root field of Query may be kept; 0 when it may not. */
export type TtlOf = (rootField: string) => number;

/**
 * Reads `TREFOIL_CACHE`: `listPost=60 Product=300`, seconds by root field of Query or by
 * type, which stands for every root field that answers it. Nothing that is not named is kept, and
 * nothing that the gateway itself answers: that is of one caller.
 */
export function readCachePolicy(text: string, schema: GraphQLSchema, graph: Graph): TtlOf {
  const ttls = new Map<string, number>();
  const byType = new Map<string, number>();
  const problems: string[] = [];
  const rootFields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
    ({ name }) => graph.fields.Query[name] !== undefined,
  );
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name = '', seconds = ''] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(entry) ?? [];
    const ttlMs = Number(seconds) * 1000;
    const answering = rootFields.filter(({ type }) => answers(type, name));
    if (name === '') problems.push(`"${entry}" is not name=seconds`);
    else if (rootFields.some((field) => field.name === name)) ttls.set(name, ttlMs);
    else if (answering.length === 0)
      problems.push(`the graph of the sources has neither a query nor a type "${name}"`);
    // Two types may stand for one field, as a page and its items do: the shorter time counts.
    else for (const field of answering) setShortest(byType, field.name, ttlMs);
  }
  if (problems.length > 0) {
    throw new GatewayError('CONFIG_INVALID', { detail: `TREFOIL_CACHE: ${problems.join('; ')}` });
  }
  // A field's own word stands above that of its type, whichever comes first.
  return (rootField) => ttls.get(rootField) ?? byType.get(rootField) ?? 0;
}

function setShortest(ttls: Map<string, number>, name: string, ttlMs: number): void {
  ttls.set(name, Math.min(ttlMs, ttls.get(name) ?? Infinity));
}

/** Whether a value is of a type, or a list or page of it. */
function answers(type: Parameters<typeof getNamedType>[0], typeName: string): boolean {
  const named = getNamedType(type);
  if (!named) return false;
  if (named.name === typeName) return true;
  const items = isObjectType(named) ? named.getFields()['items'] : undefined;
  return items !== undefined && getNamedType(items.type).name === typeName;
}
