import { describe, expect, it } from 'vitest';
import { sampleSiteIds } from '../../sources/fleek/stand-in.ts';
import { hasBrowser, replaceText, runTab, skipped, typeCredentials, visit } from './visit.ts';

describe.runIf(hasBrowser)(`A subscription in GraphiQL${skipped}`, () => {
  it('shows how a deploy goes until it is over', async () => {
    await using visited = await visit();
    const { page, gateway } = visited;
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
    await typeCredentials(page);
    const siteId = sampleSiteIds['acme-www'];
    await replaceText(
      page,
      '.graphiql-query-editor .graphiql-editor',
      `subscription { deployStatus(siteId: "${siteId}") { status isFinal deploy { id } } }`,
    );
    // Only now: the stand-in deploys in a few seconds, and typing may take as long.
    await gateway.ask(`mutation { triggerDeploy(siteId: "${siteId}") { id } }`);
    expect(JSON.parse(await runTab(page)).data.deployStatus.status).toBe('IN_PROGRESS');
    await page.locator('.result-window').getByText('"DEPLOYED"').waitFor();
  });
});
