import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, validateSchema } from 'graphql';
import { expect, it } from 'vitest';
import { refineDocument } from './documents.ts';

// Documents of real accounts are not in this repository; a checkout beside it may have them.
const folder = join(import.meta.dirname, '../../../../shared/reference/contracts');
const contracts = existsSync(folder)
  ? readdirSync(folder).filter((it) => /^flotiq-.*\.json$/.test(it))
  : [];

it.skipIf(contracts.length === 0)('accepts documents of real accounts', () => {
  for (const name of contracts) {
    const document = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<
      string,
      unknown
    >;
    const { sdl } = refineDocument(document);
    const schema = buildSchema(sdl);
    expect(validateSchema(schema), name).toEqual([]);
    expect(schema.getType('FlotiqMedia'), name).toBeDefined();
    expect(sdl, name).not.toMatch(/<\/?[a-z]|auth_token/i);
  }
});
