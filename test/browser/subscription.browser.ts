import { describe, expect, it } from 'vitest';
import { sampleSiteIds } from '../../sources/fleek/stand-in.ts';
import { hasBrowser, replaceText, runTab, skipped, typeCredentials, visit } from './visit.ts';

describe.runIf(hasBrowser)(`A subscription in GraphiQL${skipped}`, () => {
  it('shows how a deploy goes until it is over, and stops when it is told to', async () => {
    // A deploy goes by this clock, however long the browser takes.
    let nowMs = Date.now();
    const gatewayOptions = { fleek: { now: () => nowMs } };
    await using visited = await visit({ gatewayOptions });
    const { page, gateway } = visited;
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
    await typeCredentials(page);
    const siteId = sampleSiteIds['acme-www'];
    await replaceText(
      page,
      '.graphiql-query-editor .graphiql-editor',
      `subscription { deployStatus(siteId: "${siteId}") { status isFinal deploy { id } } }`,
    );
    await gateway.ask(`mutation { triggerDeploy(siteId: "${siteId}") { id } }`);
    expect(JSON.parse(await runTab(page)).data.deployStatus.status).toBe('IN_PROGRESS');
    nowMs += 60_000;
    await page.locator('.result-window').getByText('"DEPLOYED"').waitFor();

    await replaceText(
      page,
      '.graphiql-query-editor .graphiql-editor',
      `subscription { deployStatus(siteId: "${siteId}", follow: true) { status } }`,
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.getByText(/^1 event in /).waitFor();
    const ended = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: /^Stop/ }).click();
    await ended;
    await page.getByText(/^1 event in /).waitFor();

    // Its clock is the test's from here on: it does not wait between two attempts.
    await page.clock.install();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('button', { name: /^Execute query/ }).click();
    const summary = page.locator('.trefoil-summary');
    while (!(await summary.innerText()).startsWith('No answer')) await page.clock.fastForward(5000);
    await page.locator('.result-window').getByText('The gateway is out of reach.').waitFor();
  });
});
