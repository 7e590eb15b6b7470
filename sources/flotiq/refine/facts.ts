/** What the dialect must know of an account at run time. Plain JSON: it is kept with the artifacts. */
export interface FlotiqFacts {
  /** By API name: `_media`. */
  content: Record<string, ContentFacts>;
  /** By GraphQL type, then field: only what cannot be told from the names alone. */
  objects: Record<string, Record<string, FieldFacts>>;
  /** By method and path template: `GET /api/v1/content/_media/{args.id}`. */
  operations: Record<string, OperationFacts>;
}

export interface ContentFacts {
  /** `FlotiqMedia` */
  type: string;
  /** Whether the account's key may list it, which is how related objects are fetched. */
  isListable: boolean;
}

export interface FieldFacts {
  /** The property's own name. */
  wire: string;
  /** How many lists are around the value. */
  lists: number;
  /** The GraphQL type of an object that is part of this one. */
  object?: string;
  relation?: RelationFacts;
}

export interface RelationFacts {
  /** API names of the types that are known to stand there. */
  to: readonly string[];
  /** Whether other types may stand there too; the field is then a `FlotiqContent`. */
  isOpen: boolean;
}

export interface OperationFacts {
  kind: OperationKind;
  /** The API name, for operations of one content type. */
  content?: string;
}

export type OperationKind =
  | 'get'
  | 'list'
  | 'listVersion'
  | 'getVersions'
  | 'getRemoved'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'batchCreate'
  | 'batchPatch'
  | 'batchDelete'
  | 'search'
  | 'uploadMedia'
  | 'getContentDefinitions'
  | 'getContentDefinition'
  | 'postContentDefinition'
  | 'putContentDefinition'
  | 'deleteContentDefinition';
