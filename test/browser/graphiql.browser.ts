import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readExamples } from '../../src/examples.ts';
import { sandboxHeaders } from '../test-gateway.ts';
import {
  hasBrowser,
  replaceText,
  runTab,
  skipped,
  typeCredentials,
  visit,
  type Visit,
} from './visit.ts';

const queryEditor = '.graphiql-query-editor .graphiql-editor';
const toolEditor = '.graphiql-editor-tool .graphiql-editor:not(.hidden)';
const secrets = Object.values(sandboxHeaders);

describe.runIf(hasBrowser)(`GraphiQL in a browser${skipped}`, () => {
  let visited: Visit;

  beforeEach(async () => {
    visited = await visit();
    await visited.page.getByRole('button', { name: /^Execute query/ }).waitFor();
  });

  afterEach(async () => {
    const { strangers, complaints } = visited;
    await visited[Symbol.asyncDispose]();
    expect(strangers, 'asks nobody but the gateway').toEqual([]);
    expect(complaints, 'has nothing to complain about').toEqual([]);
  });

  it('runs the query over three sources, shows its data and who answered', async () => {
    const { page, gateway } = visited;
    await typeCredentials(page);
    const { data, errors, extensions } = JSON.parse(await runTab(page));
    expect(errors).toBeUndefined();
    expect(data.getSiteBySlug.name).toBe('acme-www');
    expect(data.listBlogpost.totalCount).toBeGreaterThan(0);
    expect(data.findTasks.length).toBeGreaterThan(0);
    await page.locator('.result-window').getByText('"acme-www"').waitFor();
    await page.getByText(/^Answered in .*: 3 calls to 3 sources$/).waitFor();
    expect(extensions, 'the trace is shown beside the answer, not in it').toBeUndefined();
    const rows = await page.getByRole('row').allInnerTexts();
    for (const title of ['Fleek', 'Fibery', 'Flotiq']) {
      expect(rows.filter((row) => row.startsWith(title))).toHaveLength(1);
    }
    expect(gateway.fleek.calls.at(-1)?.headers['authorization']).toBe(secrets[0]);
  });

  it('runs every tab, with the variables that came with it', async () => {
    const { page } = visited;
    await typeCredentials(page);
    const examples = await readExamples();
    const tabs = page.locator('.graphiql-tab-button');
    expect(await tabs.count()).toBe(examples.length);
    for (const [index, { name }] of examples.entries()) {
      await tabs.nth(index).click();
      const { data, errors } = JSON.parse(await runTab(page));
      expect(errors, name).toBeUndefined();
      expect(Object.values(data), name).not.toContain(null);
    }
  });

  it('shows where the credential for each source comes from', async () => {
    const { page } = visited;
    const badge = (source: string) => page.locator(`[data-source=${source}] .trefoil-badge`);
    await badge('fleek').getByText('none').waitFor();
    await typeCredentials(page, { 'x-fleek-key': sandboxHeaders['x-fleek-key'] });
    await badge('fleek').getByText('yours').waitFor();
    await badge('fibery').getByText('none').waitFor();
    await typeCredentials(page, { 'x-flotiq-key': 'short' });
    await badge('flotiq').getByText('malformed').waitFor();
    await typeCredentials(page, { 'x-fibery-token': 'Schlüssel' });
    await page.getByText('this has a character that no header can carry').waitFor();
    await page.getByRole('button', { name: 'Forget all' }).click();
    await badge('fleek').getByText('none').waitFor();
    expect(await page.getByLabel('x-fleek-key', { exact: true }).inputValue()).toBe('');
  });

  it('sees a credential in the headers editor too, and prefers it', async () => {
    const { page, gateway } = visited;
    await typeCredentials(page);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await replaceText(page, toolEditor, '{"X-Fleek-Key": "sandbox-globex-key==="}');
    await runTab(page);
    expect(gateway.fleek.calls.at(-1)?.headers['authorization']).toBe('sandbox-globex-key===');
  });

  it('keeps no credential in the browser', async () => {
    const { page } = visited;
    const { 'x-fibery-token': token, ...others } = sandboxHeaders;
    await typeCredentials(page, others);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await replaceText(page, toolEditor, JSON.stringify({ 'x-fibery-token': token }));
    // The editor's headers have reached the tab, from where GraphiQL's history takes them.
    await page.locator('[data-source=fibery]').getByText('yours').waitFor();
    expect(JSON.parse(await runTab(page)).errors).toBeUndefined();
    // What is kept has been written: the run in the history, and the tabs as they are now.
    await page.waitForFunction(keepsDashboard, ['tabState', 'queries']);
    const read = () =>
      page.evaluate<string>(
        'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])',
      );
    const kept = await read();
    for (const secret of secrets) expect(kept).not.toContain(secret);
    await page.reload();
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
    for (const secret of secrets) expect(await read()).not.toContain(secret);
    expect(await page.getByLabel('x-fleek-key', { exact: true }).inputValue()).toBe('');
  });

  it('shows what the others answer when a source has died, and which one it was', async () => {
    const { page, gateway } = visited;
    await typeCredentials(page);
    await gateway.flotiq.close();
    const { data, errors } = JSON.parse(await runTab(page));
    expect(data.getSiteBySlug.name).toBe('acme-www');
    expect(data.findTasks.length).toBeGreaterThan(0);
    expect(data.listBlogpost).toBeNull();
    expect(errors).toHaveLength(1);
    await page.locator('.trefoil-answered .trefoil-badge').getByText('Flotiq: ').waitFor();
    await page.getByText(/^Answered with errors/).waitFor();
  });

  it('says which header to send when there is no credential', async () => {
    const { page } = visited;
    const { errors } = JSON.parse(await runTab(page));
    const messages = errors.map(({ message }: { message: string }) => message).join('\n');
    for (const header of Object.keys(sandboxHeaders)) expect(messages).toContain(header);
    await page.getByText(/^No source was asked, in /).waitFor();
  });

  it('answers nonsense with words and goes on', async () => {
    const { page } = visited;
    await typeCredentials(page);
    await replaceText(page, queryEditor, 'query Nonsense { getSiteBySlug(slug: 7) { nmae } }');
    expect(await runTab(page)).toContain('nmae');
    await replaceText(page, queryEditor, '}{');
    expect(await runTab(page)).toContain('Syntax Error');
    await replaceText(page, queryEditor, 'query Me { me { email } }');
    await page.getByRole('button', { name: 'Variables', exact: true }).click();
    await replaceText(page, toolEditor, '{"a": ');
    expect(await runTab(page)).toContain('Request not sent. Variables');
    await replaceText(page, toolEditor, '{ "a": 1 }');
    expect(JSON.parse(await runTab(page)).data.me.email).toContain('@');
  });

  it('ends a run that is stopped, and keeps no older answer for one that had none', async () => {
    const { page, gateway, complaints } = visited;
    await typeCredentials(page);
    await runTab(page);
    const summary = page.locator('.trefoil-summary');
    await summary.getByText(/^Answered/).waitFor();
    gateway.fleek.faults.add({ kind: 'delay', delayMs: 60_000 });
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await summary.getByText('Asking …').waitFor();
    const ended = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: /^Stop/ }).click();
    await ended;
    await summary.waitFor({ state: 'detached' });
    await page.route('**/graphql', (route) => route.abort());
    expect(JSON.parse(await runTab(page))).toEqual({
      errors: [{ message: 'The gateway is out of reach.' }],
    });
    await summary.getByText(/^No answer after /).waitFor();
    // The browser itself complains of requests that were cut.
    expect(complaints.splice(0).every((text) => text.includes('ERR_FAILED'))).toBe(true);
  });

  it('opens a query from a link as a tab of its own, and no header', async () => {
    const { page, gateway } = visited;
    const link = new URLSearchParams({
      query: 'query Linked($slug: String!) { getSiteBySlug(slug: $slug) { id } }',
      variables: '{"slug": "acme-docs"}',
      headers: '{"x-fleek-key": "from-a-link"}',
    });
    // Other tabs are there from before, more than fit beside each other.
    await page.waitForFunction(keepsDashboard, ['tabState']);
    await page.goto(`${gateway.url}/graphql?${link}`);
    const tab = page.getByRole('tab', { name: /^Linked/, selected: true });
    await tab.waitFor();
    await page.waitForFunction(isInView, await tab.elementHandle());
    await typeCredentials(page);
    expect(JSON.parse(await runTab(page)).data.getSiteBySlug.id).toBeTruthy();
    expect(gateway.fleek.calls.at(-1)?.headers['authorization']).toBe(secrets[0]);
  });

  it('is dark when the system is', async () => {
    const { page } = visited;
    const ground = () =>
      page.evaluate<string>(
        `getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor`,
      );
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(lightness(await ground())).toBeLessThan(60);
    expect(lightness(light)).toBeGreaterThan(200);
  });

  it('builds a query by ticking fields, and lays out what was typed', async () => {
    const { page } = visited;
    await page.getByRole('button', { name: /GraphiQL Explorer/ }).click();
    await page.locator('.graphiql-explorer-root').waitFor();
    await page.locator('.graphiql-explorer-root').getByText('platform').first().click();
    await page.locator(queryEditor).getByText('platform').waitFor();

    await page.getByRole('button', { name: 'Variables', exact: true }).click();
    await replaceText(page, toolEditor, '{"a":{"b":1}}');
    await replaceText(page, queryEditor, 'query Me{me{email}}');
    await page.getByRole('button', { name: /^Prettify/ }).click();
    await page.locator(queryEditor).getByText('query Me {', { exact: true }).waitFor();
    await page.locator(toolEditor).getByText('"b": 1').waitFor();
  });
});

/** Runs in the page, whose policy lets a function be asked again, but no text. */
function keepsDashboard(keys: string[]): boolean {
  return keys.every((key) => localStorage.getItem(`graphiql:${key}`)?.includes('Dashboard'));
}

/** Runs in the page: inside of what scrolls, too. */
function isInView(element: unknown): Promise<boolean> {
  return new Promise((resolve) => {
    new IntersectionObserver(([entry]) => resolve(entry!.intersectionRatio > 0.9)).observe(
      element as Element,
    );
  });
}

function lightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = colour.match(/\d+/g)!.map(Number);
  return (red + green + blue) / 3;
}
