import { describe, expect, it } from 'vitest';
import { hasBrowser, skipped, visit } from './visit.ts';

describe.runIf(hasBrowser)(`the landing page in a browser${skipped}`, () => {
  it('says what this is, without a script and without asking anyone else', async () => {
    await using visited = await visit({ path: '/', javaScriptEnabled: false });
    const { page, strangers, complaints } = visited;
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Trefoil');
    const sources = await page.getByRole('listitem').allInnerTexts();
    for (const title of ['Fleek', 'Fibery', 'Flotiq']) {
      expect(sources.some((text) => text.includes(title) && text.includes('in service'))).toBe(
        true,
      );
    }
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('leads only to pages that are there', async () => {
    await using visited = await visit({ path: '/' });
    const { page, gateway } = visited;
    const paths = await page
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
    expect(paths).toContain('/graphql');
    for (const path of paths) {
      const response = await fetch(gateway.url + path, { headers: { accept: 'text/html' } });
      expect(response.status, path).toBe(200);
    }
  });

  it('fits a phone', async () => {
    await using visited = await visit({ path: '/', viewport: { width: 360, height: 740 } });
    const width = await visited.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(360);
  });
});
