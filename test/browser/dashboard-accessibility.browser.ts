import { describe, expect, it } from 'vitest';
import { findBarriers } from './find-barriers.ts';
import { hasBrowser, skipped } from './visit.ts';
import { useDashboard, visitDashboard } from './visit-dashboard.ts';

describe.runIf(hasBrowser)(`the dashboard for everyone in a browser${skipped}`, () => {
  useDashboard();

  describe.each([
    ['phone', { width: 390, height: 844 }],
    ['desktop', { width: 1280, height: 900 }],
  ])('on a %s', (_, viewport) => {
    it.each([
      ['/', 'article'],
      ['/sites/acme-www', 'listitem'],
      ['/posts/blogpost-1', 'textbox'],
    ] as const)('is accessible at %s, in the light and in the dark', async (path, ready) => {
      const { page } = await visitDashboard({ path, viewport });
      await page.getByRole(ready).first().waitFor();
      await page.waitForLoadState('networkidle');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findBarriers(page), colorScheme).toEqual([]);
      }
      expect(await page.evaluate(sticksOut), 'nothing sticks out to the side').toBe(false);
    });
  });

  it('has room for what is long, and words for what is missing or no date', async () => {
    const { page } = await visitDashboard({ path: '/none', viewport: { width: 360, height: 740 } });
    await page.getByRole('article').first().waitFor();
    await page.route('**/graphql?*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: JSON.stringify(await response.json(), distort) });
    });
    for (const [hash, text] of [
      ['#/sites/acme-www', 'Untitled'],
      ['#/', 'Untitled'],
    ] as const) {
      await page.evaluate((address) => void (location.hash = address), hash);
      await page.reload();
      await page.getByRole('link', { name: text }).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await findBarriers(page), hash).toEqual([]);
      expect(await page.locator('.tag:empty').count(), hash).toBe(0);
      expect(await page.evaluate(sticksOut), hash).toBe(false);
    }
  });

  it('is accessible while a source is down and while a dialog is open', async () => {
    const { page } = await visitDashboard({ headers: {}, colorScheme: 'dark' });
    await page.getByRole('alert').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Credentials' }).click();
    expect(await findBarriers(page)).toEqual([]);
  });
});

/** What an account may hold and the sandbox does not. */
function distort(key: string, value: unknown): unknown {
  if (key === 'title' || key === 'internal') return null;
  if (key === 'name' || key === 'message') return 'ship'.repeat(30);
  return key.endsWith('At') || key.endsWith('Date') ? 'soon' : value;
}

/** Runs in the page. */
function sticksOut(): boolean {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth;
}
