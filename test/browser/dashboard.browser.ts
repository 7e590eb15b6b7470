import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findBarriers } from './find-barriers.ts';
import { hasBrowser, skipped } from './visit.ts';
import { useDashboard, visitDashboard } from './visit-dashboard.ts';

describe.runIf(hasBrowser)(`the dashboard in a browser${skipped}`, () => {
  useDashboard();

  const section = (page: Page, name: string) => page.getByRole('region', { name });

  it('lists the sites with their latest deploy, release and post, in one cacheable GET', async () => {
    const { page, asked } = await visitDashboard();
    const card = page.getByRole('article').filter({ hasText: 'acme-www' });
    await card.getByText('Deployed', { exact: true }).waitFor();
    expect(await card.getByRole('definition').allInnerTexts()).toEqual([
      'Announce the spring release on the home page',
      expect.stringMatching(/^.+, .+$/),
      expect.stringMatching(/./),
    ]);
    expect(await page.getByRole('article').count()).toBe(3);
    expect(asked).toEqual(['GET Sites']);
  });

  it('leads to a site: its deploys, its posts and the work of its releases', async () => {
    const { page, asked } = await visitDashboard();
    await page.getByRole('link', { name: 'acme-www' }).click();
    await page.getByRole('heading', { level: 1, name: 'acme-www' }).waitFor();
    await section(page, 'Deploys').getByText('Fix the contrast of links in the footer').waitFor();
    await section(page, 'Work').getByText('Measure loading times').waitFor();
    await section(page, 'Posts').getByRole('link', { name: 'Meet the loading dock' }).waitFor();
    expect(asked).toEqual(['GET Sites', 'GET Site', 'GET Deploys']);
  });

  it('shows older deploys and more posts below those that are there', async () => {
    const { page } = await visitDashboard({ path: '/sites/acme-www' });
    const deploys = section(page, 'Deploys').getByRole('listitem');
    await section(page, 'Deploys').getByRole('button', { name: 'Older deploys' }).click();
    await section(page, 'Deploys').getByText('Serve fonts from our own domain').waitFor();
    expect(await deploys.count()).toBe(12);
    const posts = section(page, 'Posts').getByRole('listitem');
    const shown = await posts.count();
    await section(page, 'Posts')
      .getByRole('button', { name: /^More posts/ })
      .click();
    await posts.nth(shown).waitFor();
    const titles = await section(page, 'Posts').getByRole('link').allInnerTexts();
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('goes back to the place that was left, and begins a new page at its beginning', async () => {
    const { page } = await visitDashboard({
      path: '/sites/acme-www',
      viewport: { width: 390, height: 700 },
    });
    const link = section(page, 'Work').getByRole('link', { name: 'How we forge an anvil' });
    await link.scrollIntoViewIfNeeded();
    const left = await page.evaluate(() => scrollY);
    expect(left).toBeGreaterThan(0);
    await link.click();
    await page.getByLabel('Title').waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    await page.waitForFunction((before) => scrollY === before, left);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  });

  it('starts a deploy and sees its state move, without asking for the page again', async () => {
    // A deploy goes by this clock, however long the browser takes.
    let nowMs = Date.now();
    const { page, asked } = await visitDashboard({
      path: '/sites/acme-www',
      fleek: { now: () => nowMs },
    });
    const deploys = section(page, 'Deploys');
    await deploys.getByText('Fix the contrast of links in the footer').waitFor();
    await deploys.getByRole('button', { name: 'Deploy now' }).click();
    const newest = deploys.getByRole('listitem').first();
    await newest.getByText('Deploying').waitFor();
    nowMs += 60_000;
    await newest.getByText('Deployed').waitFor();
    await deploys.getByRole('button', { name: 'Deploy now' }).waitFor();
    expect(asked.filter((each) => each.startsWith('GET'))).toEqual(['GET Site', 'GET Deploys']);
  });

  it('says when it lost sight of a deploy, and looks again on demand', async () => {
    const { page } = await visitDashboard({ path: '/sites/acme-www', fleek: { deployMs: 600 } });
    const lost = 'event: next\ndata: {"errors":[{"message":"lost"}]}\n\nevent: complete\n\n';
    await page.route('**/graphql', (route) =>
      route.request().headers()['accept'] === 'text/event-stream'
        ? route.fulfill({ contentType: 'text/event-stream', body: lost })
        : route.continue(),
    );
    const deploys = section(page, 'Deploys');
    await deploys.getByRole('button', { name: 'Deploy now' }).click();
    await deploys.getByText('(last seen)').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.unroute('**/graphql');
    await deploys.getByRole('button', { name: 'Look again' }).click();
    await deploys.getByRole('button', { name: 'Deploy now' }).waitFor();
    expect(await deploys.getByText('(last seen)').count()).toBe(0);
  });

  it('shows what is saved before it is, everywhere, and takes it back when it cannot be', async () => {
    const { page, gateway } = await visitDashboard({ path: '/posts/blogpost-1' });
    const title = page.getByLabel('Title');
    await title.fill('A newer front door');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'A newer front door' }).waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();

    gateway.flotiq.faults.add({ kind: 'status', status: 503, method: 'PATCH' });
    await title.fill('Never kept');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Flotiq is not answering.').waitFor();
    await page
      .getByRole('alert')
      .getByText(/^Not saved, unless/)
      .waitFor();
    expect(await title.inputValue()).toBe('Never kept');
    await page.getByRole('heading', { level: 1, name: 'A newer front door' }).waitFor();
    expect(gateway.flotiq.faults.remaining).toBe(0);

    await page.getByRole('link', { name: 'acme-www' }).click();
    await section(page, 'Posts').getByText('More posts').click();
    await section(page, 'Posts').getByRole('link', { name: 'A newer front door' }).waitFor();
  });

  it.each([
    ['flotiq', 'Posts', 'Meet the loading dock'],
    ['fibery', 'Work', 'Measure loading times'],
    ['fleek', 'Deploys', 'Fix the contrast of links in the footer'],
  ] as const)(
    'shows the rest when %s is down, says so in its panel, and has it back on demand',
    async (source, name, text) => {
      const { page, gateway } = await visitDashboard({ path: '/' });
      await page.getByRole('link', { name: 'acme-www' }).waitFor();
      gateway[source].faults.add({ kind: 'status', status: 503, times: 1 });
      await page.getByRole('link', { name: 'acme-www' }).click();
      const alert = section(page, name).getByRole('alert');
      await alert.getByText(/is not answering/).waitFor();
      for (const other of ['Deploys', 'Work', 'Posts'].filter((each) => each !== name)) {
        await section(page, other).getByRole('listitem').first().waitFor();
      }
      expect(gateway[source].faults.remaining).toBe(0);
      await alert.getByRole('button', { name: 'Try again' }).click();
      await section(page, name).getByText(text).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    },
  );

  it.each([
    ['fleek', 'Deploys', 'Older deploys', 12],
    ['flotiq', 'Posts', /^More posts/, 6],
  ] as const)(
    'keeps the pages that are there when %s does not answer for the next, and goes on from them',
    async (source, name, button, whole) => {
      const { page, gateway } = await visitDashboard({ path: '/sites/acme-www' });
      const more = section(page, name).getByRole('button', { name: button });
      await more.waitFor();
      const rows = section(page, name).getByRole('listitem');
      const shown = await rows.count();
      gateway[source].faults.add({ kind: 'status', status: 503 });
      await more.focus();
      await page.keyboard.press('Enter');
      await section(page, name)
        .getByRole('alert')
        .getByText(/is not answering/)
        .waitFor();
      expect(await rows.count()).toBe(shown);
      expect(await findBarriers(page)).toEqual([]);
      expect(await more.evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await rows.nth(whole - 1).waitFor();
      await page.getByRole('alert').waitFor({ state: 'detached' });
    },
  );

  it('shows days as they were meant west of Greenwich, and an address that nobody wrote', async () => {
    const { page, complaints } = await visitDashboard({
      path: '/sites/acme-www',
      timezoneId: 'America/Los_Angeles',
    });
    await section(page, 'Work').getByText('due Mar 6, 2026').waitFor();
    expect(await page.title()).toBe('acme-www · Acme sites');
    for (const [hash, text] of [
      ['#/sites/%', /^There is no site of this name/],
      ['#/posts/nobody', /^There is no post of this id/],
    ] as const) {
      await page.evaluate((address) => void (location.hash = address), hash);
      await page.getByText(text).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it.each([
    ['phone', { width: 390, height: 844 }],
    ['desktop', { width: 1280, height: 900 }],
  ])('holds still on a %s while its parts come in', async (_, viewport) => {
    const { page, gateway } = await visitDashboard({ path: '/nowhere', viewport });
    await page.getByRole('article').first().waitFor();
    gateway.fibery.faults.add({ kind: 'delay', delayMs: 400 });
    gateway.fleek.faults.add({ kind: 'delay', delayMs: 200 });
    await page.evaluate(watchShifts);
    // Not by a click: what moves soon after one is no shift, as browsers count.
    await page.evaluate(() => void (location.hash = '#/sites/acme-www'));
    await section(page, 'Deploys').getByText('Fix the contrast of links').waitFor();
    await section(page, 'Work').getByText('Measure loading times').waitFor();
    // A tenth is what Lighthouse calls good.
    expect(await page.evaluate('globalThis.shifted')).toBeLessThan(0.1);
  });

  it('says whose credential is missing, and takes it from the one who looks', async () => {
    const { page } = await visitDashboard({ headers: {} });
    await page.getByText('Fleek needs a credential.').waitFor();
    await page.getByRole('button', { name: 'Credentials' }).click();
    await page.getByLabel('Fleek key').fill('sandbox-fleek-key===');
    await page.getByLabel('Fibery token').fill('sandbox1.fibery0token');
    await page.getByLabel('Flotiq key').fill('sandboxflotiqreadwrite0000000000');
    await page.getByRole('button', { name: 'Use these' }).click();
    await page.getByRole('article').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    expect(kept).not.toContain('sandbox');

    await page.getByRole('link', { name: 'acme-www' }).click();
    await section(page, 'Deploys').getByRole('listitem').first().waitFor();
    await page.getByRole('button', { name: 'Credentials' }).click();
    const flotiq = page.getByLabel('Flotiq key');
    await flotiq.fill('ключ');
    await page.getByRole('button', { name: 'Use these' }).click();
    expect(await flotiq.evaluate((input) => input.matches(':invalid:focus'))).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Credentials' }).click();
    expect(await flotiq.inputValue()).toBe('sandboxflotiqreadwrite0000000000');
    await flotiq.fill('x'.repeat(32));
    await page.getByRole('button', { name: 'Use these' }).click();
    await section(page, 'Posts').getByText('Flotiq refused the credential.').waitFor();
    await section(page, 'Deploys').getByRole('listitem').first().waitFor();
  });

  it('waits with words for who cannot see, and says when the gateway is gone', async () => {
    const { page, complaints } = await visitDashboard({ path: '/nowhere' });
    await page.getByRole('article').first().waitFor();
    let answer!: () => void;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/graphql*', (route) => held.then(() => route.continue()));
    await page.getByRole('link', { name: 'acme-docs' }).click();
    await section(page, 'Deploys').getByText('Loading deploys').waitFor({ state: 'attached' });
    answer();
    await section(page, 'Deploys').getByRole('listitem').first().waitFor();
    await page.route('**/graphql*', (route) => route.abort());
    await page.getByRole('link', { name: 'Sites', exact: true }).click();
    await page.getByRole('link', { name: 'acme-shop' }).click();
    await page.getByText('The gateway is not answering.').waitFor({ timeout: 20_000 });
    // The browser itself complains of requests that were cut.
    expect(complaints.every((text) => text.includes('ERR_FAILED'))).toBe(true);
    complaints.length = 0;
  });
});

/** Sums up how much of what is shown moves, in the unit of Cumulative Layout Shift. */
function watchShifts(): void {
  const sums = globalThis as unknown as { shifted: number };
  sums.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sums.shifted += (entry as never)['value'];
  }).observe({ type: 'layout-shift' });
}
