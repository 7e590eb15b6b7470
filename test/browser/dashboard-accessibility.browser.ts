import { afterEach, describe, expect, it } from 'vitest';
import { findBarriers } from './find-barriers.ts';
import { hasBrowser, skipped } from './visit.ts';
import { useDashboard, visitDashboard, type DashboardVisit } from './visit-dashboard.ts';

describe.runIf(hasBrowser)(`the dashboard for everyone in a browser${skipped}`, () => {
  useDashboard();
  let visited: DashboardVisit;
  afterEach(async () => {
    const { strangers, complaints } = visited;
    await visited[Symbol.asyncDispose]();
    expect(strangers, 'asks nobody but its own origin').toEqual([]);
    expect(complaints, 'has nothing to complain about').toEqual([]);
  });

  describe.each([
    ['phone', { width: 390, height: 844 }],
    ['desktop', { width: 1280, height: 900 }],
  ])('on a %s', (_, viewport) => {
    it.each([
      ['/', 'article'],
      ['/sites/acme-www', 'listitem'],
      ['/posts/blogpost-1', 'textbox'],
    ] as const)('is accessible at %s, in the light and in the dark', async (path, ready) => {
      visited = await visitDashboard({ path, viewport });
      const { page } = visited;
      await page.getByRole(ready).first().waitFor();
      await page.waitForLoadState('networkidle');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findBarriers(page), colorScheme).toEqual([]);
      }
      const isWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(isWide, 'nothing sticks out to the side').toBe(false);
    });
  });

  it('is accessible while a source is down and while a dialog is open', async () => {
    visited = await visitDashboard({ headers: {}, colorScheme: 'dark' });
    const { page } = visited;
    await page.getByRole('alert').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Credentials' }).click();
    expect(await findBarriers(page)).toEqual([]);
  });
});
