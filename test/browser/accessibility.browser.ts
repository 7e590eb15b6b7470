import { describe, expect, it } from 'vitest';
import { findBarriers } from './find-barriers.ts';
import { hasBrowser, runTab, skipped, typeCredentials, visit } from './visit.ts';

describe.runIf(hasBrowser)(`accessibility in a browser${skipped}`, () => {
  it.each(['light', 'dark'] as const)(
    'the landing page is for everyone (%s)',
    async (colorScheme) => {
      await using visited = await visit({ path: '/', colorScheme });
      expect(await findBarriers(visited.page, 'main')).toEqual([]);
    },
  );

  it.each(['light', 'dark'] as const)(
    'what we add to GraphiQL is for everyone (%s)',
    async (colorScheme) => {
      await using visited = await visit({ colorScheme });
      const { page, gateway } = visited;
      await page.getByRole('button', { name: /^Execute query/ }).waitFor();
      await typeCredentials(page, { 'x-fleek-key': 'short', 'x-fibery-token': 'ünsendable' });
      await page.locator('[data-source=fleek]').getByText('malformed').waitFor();
      expect(await findBarriers(page, '.trefoil-credentials')).toEqual([]);
      await typeCredentials(page);
      await gateway.flotiq.close();
      await runTab(page);
      await page.getByText(/^Answered with errors/).waitFor();
      expect(await findBarriers(page, '.trefoil-answered')).toEqual([]);
      await page.getByRole('button', { name: 'Plan', exact: true }).click();
      await page.locator('.trefoil-plan summary').first().click();
      expect(await findBarriers(page, '.trefoil-answered')).toEqual([]);
    },
  );
});
