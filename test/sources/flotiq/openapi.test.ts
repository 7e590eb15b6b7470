import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { printAccount } from '../../../sources/flotiq/print-account.ts';

const committed = fileURLToPath(new URL('../../../sources/flotiq/openapi.json', import.meta.url));

/** `npx vitest run test/sources/flotiq/openapi.test.ts --update` rewrites the document. */
it('the committed document is what the model prints', async () => {
  const printed = `${JSON.stringify(printAccount({ hydrate: 1 }), null, 2)}\n`;
  await expect(printed).toMatchFileSnapshot(committed);
});
