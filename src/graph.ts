import type { RestOperation } from './source.ts';

/** What composing leaves behind besides the schema: enough to plan and serve without Mesh. */
export interface Graph {
  /** Of everything that went in; a different one means that the graph is stale. */
  fingerprint: string;
  contracts: Record<string, GraphContract>;
  /** Which contract answers a root field: `fields.Query.me`. */
  fields: { Query: Record<string, string>; Mutation: Record<string, string> };
}

export interface GraphContract {
  name: string;
  /** The source that it belongs to. */
  source: string;
  kind: 'graphql' | 'rest';
  /** As in `.meshrc.yaml`, with its `${NAME:value}`. */
  endpoint: string;
  /** Header -> `{context.auth.<contract>}`. */
  headers: Record<string, string>;
  /** Beside the graph: what Mesh's handler loads. */
  file: string;
  names: OriginalNames;
  /** As in `.meshrc.yaml`, for Mesh's executor; plans go by `names`. */
  transforms: Record<string, unknown>[];
  /** By `Query.field` or `Mutation.field`; empty for GraphQL. */
  operations: Record<string, RestOperation>;
  /** For the source's dialect. */
  facts?: unknown;
}

/** What the contract itself calls a thing; only what differs is listed. */
export interface OriginalNames {
  /** Type of the graph -> type of the contract. */
  types: Record<string, string>;
  /** `Type.field` of the graph -> field of the contract. */
  fields: Record<string, string>;
}
