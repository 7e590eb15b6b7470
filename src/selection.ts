import type { GraphQLOutputType } from 'graphql';

/**
 * What an operation selects below a field: for each object type that can stand there, its fields in
 * order. Fragments are inlined, `@skip` and `@include` decided, equal response keys merged.
 */
export type Selection = ReadonlyMap<string, readonly SelectedField[]>;

export interface SelectedField {
  /** The name in the answer: the alias if there is one. */
  key: string;
  name: string;
  type: GraphQLOutputType;
  /** Undefined for a leaf. */
  selection: Selection | undefined;
}
