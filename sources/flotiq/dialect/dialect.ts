import type { Selection } from '../../../src/selection.ts';
import type { Dialect, RestOperation } from '../../../src/source.ts';
import type { FlotiqFacts } from '../refine/facts.ts';
import { Account } from './account.ts';
import type { Compilation } from './compilation.ts';
import { findNeed } from './needs.ts';
import { compilePath } from './paths.ts';
import { findReader } from './readers.ts';
import { compileRead, reads } from './reads.ts';
import type { UploadOptions } from './upload.ts';
import { compileWrite } from './writes.ts';

/** Speaks Flotiq's REST API for the graph that refining made of an account. */
export function createDialect(facts: unknown, upload: UploadOptions = {}): Dialect {
  const account = new Account(facts as FlotiqFacts);

  function begin(operation: RestOperation, selection: Selection | undefined): Compilation {
    const { kind, content } = account.operation(operation);
    return {
      account,
      kind,
      type: (content === undefined ? undefined : account.content(content)?.type) ?? '',
      method: operation.method,
      fillPath: compilePath(operation.path),
      need: findNeed(account, selection),
      upload,
    };
  }

  return {
    compile(operation, selection) {
      const compilation = begin(operation, selection);
      return reads.has(compilation.kind) ? compileRead(compilation) : compileWrite(compilation);
    },
    reader: (type, field) => findReader(account, type, field),
    typeOf: (value) => account.typeOf(value),
  };
}
