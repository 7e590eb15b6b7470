import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { impersonateFleek, sampleSiteIds } from '../../sources/fleek/stand-in.ts';
import { impersonateFlotiq } from '../../sources/flotiq/stand-in.ts';
import { serveStandIn, type StandIn } from '../../sources/stand-in/serve.ts';
import { copyPackage, type PackageCopy } from '../cli/package-copy.ts';
import { startProcess } from '../cli/process.ts';
import { createTemporaryFolder } from '../identity/keyring/temporary-keyring.ts';
import { sandboxHeaders } from '../test-gateway.ts';
import { subscribe } from './subscriber.ts';

let copy: PackageCopy;
let fleek: StandIn;
let flotiq: StandIn;
beforeAll(async () => {
  [copy, fleek, flotiq] = await Promise.all([
    copyPackage(),
    serveStandIn(impersonateFleek()),
    serveStandIn(impersonateFlotiq()),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([fleek?.close(), flotiq?.close()]);
  await copy?.[Symbol.asyncDispose]();
});

const secret = 'known to all workers';

it(
  'tells the subscribers of every worker of a webhook that came to one, and runs a rule once',
  { timeout: 60_000 },
  async () => {
    await using folder = await createTemporaryFolder();
    const rules = join(folder.path, 'trefoil.rules.yaml');
    const { 'acme-www': siteId } = sampleSiteIds;
    await writeFile(
      rules,
      `rules:
  - on: flotiq.blogpost.update
    do: fleek.triggerDeploy
    with: { siteId: ${siteId} }
    debounce: 50ms
`,
    );
    await using server = startProcess(copy.cli, ['start', '--workers', '2'], {
      TREFOIL_ARTIFACTS: inject('artifacts'),
      TREFOIL_SOURCES: 'fleek,flotiq',
      TREFOIL_PORT: '0',
      TREFOIL_RULES: rules,
      FLEEK_ENDPOINT: `${fleek.origin}/graphql`,
      FLEEK_API_KEY: sandboxHeaders['x-fleek-key'],
      FLOTIQ_ENDPOINT: flotiq.origin,
      FLOTIQ_WEBHOOK_SECRET: secret,
    });
    const [, url = ''] = await server.until(/GraphQL +(http:\/\/127\.0\.0\.1:\d+)\/graphql/);
    const subscribers = Array.from({ length: 6 }, () =>
      subscribe({ url }, { query: 'subscription { contentChanged { id } }' }),
    );
    while (!(await (await fetch(`${url}/metrics`)).text()).includes('trefoil_subscriptions 6'));
    const post = () =>
      fetch(`${url}/webhooks/flotiq`, {
        method: 'POST',
        headers: { 'x-trefoil-webhook-secret': secret, connection: 'close' },
        body: JSON.stringify({
          action: 'Update',
          contentTypeName: 'blogpost',
          payload: { id: 'blogpost-1' },
        }),
      });
    await Promise.all([post(), post(), post()]);
    await Promise.all(subscribers.map((subscriber) => subscriber.heard(1)));
    await server.until(/"event":"rule".*"outcome":"done"/);
    const deploys = fleek.calls.filter(({ body }) => body.includes('triggerDeploy'));
    expect(deploys).toHaveLength(1);
    // Two workers, one partition: each asked once.
    expect(flotiq.calls.length).toBeLessThanOrEqual(2);
    for (const subscriber of subscribers) {
      expect(subscriber.events).toHaveLength(1);
      subscriber[Symbol.dispose]();
    }
  },
);
