import type { RestOperation } from './source.ts';

/** Raised when what composing leaves behind gets another shape. */
export const graphFormat = 1;

/** What composing leaves behind besides the schema: enough to plan and serve without Mesh. */
export interface Graph {
  format: number;
  /** Of everything that went in; a different one means that the graph is stale. */
  fingerprint: string;
  contracts: Record<string, GraphContract>;
  /** Which contract answers a root field: `fields.Query.me`. */
  fields: { Query: Record<string, string>; Mutation: Record<string, string> };
  /** By `Type.field`: fields that lead from one source into another. */
  links: Record<string, Link>;
  /** The links as type extensions, for Mesh's executor. */
  linkTypeDefs: string;
}

/** What belongs to an object is found in a root field, by keys that the object holds. */
export interface Link {
  /** The root field of Query that is asked. */
  to: string;
  contract: string;
  /** From the object to its key, or keys. */
  is: string[];
  /** The field of what is found that holds the key. */
  match: string;
  /** All keys in one argument, or one call of the root field for each. */
  mode: 'list' | 'each';
  /** Where the keys go in the arguments: `['where', 'siteSlug', 'in']`. */
  keyPath: string[];
  isList: boolean;
  /** The field of the answer that holds the list, where the answer is a page. */
  items?: string;
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
