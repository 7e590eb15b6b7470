import type { OperationKind } from '../refine/facts.ts';
import type { Account } from './account.ts';
import type { Need } from './needs.ts';
import type { UploadOptions } from './upload.ts';

/** One root field of one operation, with all that is known of it before it runs. */
export interface Compilation {
  account: Account;
  kind: OperationKind;
  /** The content type's GraphQL type; empty for fields that are of none. */
  type: string;
  method: string;
  fillPath(args: Args): string;
  need: Need;
  upload: UploadOptions;
}

export type Args = Record<string, unknown>;
