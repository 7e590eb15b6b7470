import type { OperationFacts, OperationKind } from './facts.ts';
import { describe } from './print-content.ts';

export interface RootField {
  parent: 'Query' | 'Mutation';
  method: string;
  /** As Mesh writes templates: `/api/v1/content/_media/{args.id}`. */
  path: string;
  facts: OperationFacts;
  sdl: string;
}

export interface FieldOutline {
  method: string;
  path: string;
  args: string;
  type: string;
  text: string;
  /** Query parameter -> argument, for those that go over as they are. */
  query?: Record<string, string>;
}

export const paging = 'page: Int = 1, limit: Int = 20';
export const pagingQuery = { page: 'page', limit: 'limit' };

export function rootField(name: string, facts: OperationFacts, outline: FieldOutline): RootField {
  const { method, path, args, type, text, query } = outline;
  const map = query ? `, queryParamArgMap: ${JSON.stringify(JSON.stringify(query))}` : '';
  const directive = `@httpOperation(subgraph: "flotiq", path: "${path}", httpMethod: ${method}${map})`;
  return {
    parent: isQuery(facts.kind) ? 'Query' : 'Mutation',
    method,
    path,
    facts,
    sdl: `${describe(text)}${name}(${args}): ${type} ${directive}`,
  };
}

function isQuery(kind: OperationKind): boolean {
  return kind === 'search' || /^(get|list)/.test(kind);
}
