import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sandboxHeaders } from '../test-gateway.ts';
import { hasBrowser, runTab, skipped, typeCredentials, visit, type VisitOptions } from './visit.ts';

const story = `query Story {
  getSiteBySlug(slug: "acme-www") { name posts(limit: 2) { title } }
  me { email }
}`;
const path = `/graphql?${new URLSearchParams({ query: story })}`;

describe.runIf(hasBrowser)(`the plan in GraphiQL${skipped}`, () => {
  it('shows three sources, what a link waits for, and how long each took', async () => {
    await using visited = await open();
    const { page } = visited;
    expect(await readTree(page)).toEqual([
      '1 Fleek getSiteBySlug',
      ['2 Flotiq posts'],
      '1 Fibery me',
    ]);
    for (const took of await page.locator('.trefoil-took').allInnerTexts()) {
      expect(took).toMatch(/^[\d.]+ m?s$/);
    }
    expect(visited.complaints).toEqual([]);
  });

  it('says of a second run what was cached, and of a source that is down that it is', async () => {
    await using visited = await open({
      gatewayOptions: { env: { TREFOIL_CACHE: 'getSiteBySlug=600' } },
    });
    const { page, gateway } = visited;
    await runTab(page);
    await entry(page, 'Fleek')
      .getByText(/^cached, /)
      .waitFor();
    await gateway.flotiq.close();
    await runTab(page);
    await entry(page, 'Flotiq').getByText('SOURCE_UNREACHABLE').waitFor();
    expect(await entry(page, 'Fibery').innerText()).not.toContain('SOURCE_UNREACHABLE');
  });

  it('opens by keyboard, and shows what was sent and no credential', async () => {
    await using visited = await open();
    const { page } = visited;
    await entry(page, 'Fleek').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const facts = page.locator('.trefoil-plan [open]');
    await facts.getByText('listBlogpost where siteSlug is slug: one key').waitFor();
    expect(await facts.locator('pre').innerText()).toMatch(
      /^GET \/api\/v1\/content\/blogpost\n[^]*acme-www/,
    );
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await facts.getByText('getSiteBySlug(slug: "acme-www") {').waitFor();
    const text = await page.locator('.trefoil-answered').innerText();
    for (const secret of Object.values(sandboxHeaders)) expect(text).not.toContain(secret);
  });

  it('says that Mesh’s executor ran an operation, and why', async () => {
    await using visited = await open({ gatewayOptions: { deps: { executor: 'mesh' } } });
    const { page } = visited;
    await page.getByText(/^No plan: Mesh’s executor runs it \(.+\)$/).waitFor();
    expect((await readTree(page)).flat().join()).toContain('Fibery');
  });

  it('fits a phone, and a laptop at twice the size', async () => {
    await using visited = await open();
    const { page } = visited;
    await page.getByRole('button', { name: 'Calls', exact: true }).click();
    for (const [width, height] of [
      [390, 844],
      [720, 450],
    ] as const) {
      await page.setViewportSize({ width, height });
      const places = await page.evaluate<number[]>(`(() => {
        const bottomOf = (name) => document.querySelector(name).getBoundingClientRect().bottom;
        const answered = document.querySelector('.trefoil-answered');
        return [
          bottomOf('.graphiql-query-editor') - bottomOf('.graphiql-toolbar'),
          innerHeight - bottomOf('.trefoil-answered'),
          answered.clientWidth - answered.scrollWidth,
        ];
      })()`);
      expect(Math.min(...places), `${width} x ${height}: ${places}`).toBeGreaterThanOrEqual(0);
    }
  });
});

async function open(options: VisitOptions = {}) {
  const visited = await visit({ path, ...options });
  await visited.page.getByRole('button', { name: /^Execute query/ }).waitFor();
  await typeCredentials(visited.page);
  await runTab(visited.page);
  await visited.page.getByRole('button', { name: 'Plan', exact: true }).click();
  await visited.page.locator('.trefoil-plan summary').first().waitFor();
  return visited;
}

function entry(page: Page, title: string) {
  return page.locator('.trefoil-plan summary', { has: page.locator(`b:text-is("${title}")`) });
}

/** Each entry's number, source and place in the answer; what is below one stands in a list. */
function readTree(page: Page): Promise<unknown[]> {
  return page.evaluate<unknown[]>(`(() => {
    const read = (list) => [...list.children].flatMap((item) => {
      const [stage, what] = item.querySelector('summary').children;
      const below = item.querySelector(':scope > ul');
      return [stage.innerText + ' ' + what.innerText, ...(below ? [read(below)] : [])];
    });
    return read(document.querySelector('.trefoil-plan > ul'));
  })()`);
}
