import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleSiteIds, sandboxKey } from '../../sources/fleek/stand-in.ts';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';

const headers = { 'x-fleek-key': sandboxKey };
const siteId = sampleSiteIds['acme-www'];

// The calls of Fleek's guide as a client pastes them: tabs, blank lines and all.
describe.each(['plan', 'mesh'] as const)('Fleek’s guide through the %s executor', (executor) => {
  let now = Date.parse('2026-03-01T10:00:00Z');
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({
      deps: { executor },
      fleek: { now: () => now, deployMs: 4000 },
    });
  });
  afterEach(() => gateway.fleek.reset());
  afterAll(() => gateway[Symbol.asyncDispose]());

  it('sends the key alone in Authorization, with no scheme word and nobody else’s credential', async () => {
    await gateway.ask('query { getSiteBySlug(slug: "acme-www") { id } }', {
      headers: { ...headers, 'x-fibery-token': 'sandbox1.fibery0token' },
    });
    expect(gateway.fleek.calls).toHaveLength(1);
    const [call] = gateway.fleek.calls;
    expect(call).toMatchObject({ method: 'POST', url: '/graphql' });
    expect(call?.headers).toMatchObject({
      authorization: 'sandbox-fleek-key===',
      'content-type': 'application/json',
    });
    expect(Object.keys(call?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
    expect(JSON.stringify(call)).not.toContain('fibery');
  });

  it('answers which type is at the root without asking anyone', async () => {
    expect(await gateway.ask('{ __typename }', { headers })).toEqual({
      data: { __typename: 'Query' },
    });
    expect(gateway.fleek.calls).toEqual([]);
  });

  it('fetches details about a site and its published deployment', async () => {
    const { data, errors } = await gateway.ask(
      `query {
	getSiteBySlug(slug: "acme-www") {
		id
		name
		platform
		publishedDeploy {
			id
			status
			ipfsHash
			log
			completedAt
		}
		team {
			id
			name
		}
	}
}`,
      { headers },
    );
    expect(errors).toBeUndefined();
    expect(data.getSiteBySlug).toEqual({
      id: siteId,
      name: 'acme-www',
      platform: 'ipfs',
      publishedDeploy: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        status: 'DEPLOYED',
        ipfsHash: expect.stringMatching(/^Qm/),
        log: expect.stringContaining('Deploy complete'),
        completedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
      team: { id: 'acme', name: 'Acme' },
    });
  });

  it.each([
    ['with an empty commit', `triggerDeploy(siteId: "${siteId}", commit: "")`],
    ['with a commit', `triggerDeploy(siteId: "${siteId}", commit: "9f2c1ab")`],
    ['without a commit', `triggerDeploy(siteId: "${siteId}")`],
  ])('triggers a deployment %s, which is then the latest one', async (_, call) => {
    const triggered = await gateway.ask(`mutation {\n\t${call} {\n\t\tid\n\t\tstatus\n\t}\n}`, {
      headers,
    });
    expect(triggered.errors).toBeUndefined();
    const { id, status } = triggered.data.triggerDeploy;
    expect(status).toBe('IN_PROGRESS');
    expect(gateway.fleek.calls.map(({ headers: sent }) => sent['authorization'])).toEqual([
      sandboxKey,
    ]);

    const latest = `query {
	getSiteById(siteId: "${siteId}") {
		id
		latestDeploy {
			id
			status
		}
	}
}`;
    const during = await gateway.ask(latest, { headers });
    expect(during.data.getSiteById).toEqual({ id: siteId, latestDeploy: { id, status } });
    now += 4001;
    const after = await gateway.ask(latest, { headers });
    expect(after.data.getSiteById.latestDeploy).toEqual({ id, status: 'DEPLOYED' });
  });

  it('takes the site and the commit as variables', async () => {
    const { data, errors } = await gateway.ask(
      'mutation ($siteId: ID!, $commit: String) { triggerDeploy(siteId: $siteId, commit: $commit) { id repository { commit } } }',
      { headers, variables: { siteId, commit: '9f2c1ab' } },
    );
    expect(errors).toBeUndefined();
    expect(data.triggerDeploy.repository.commit).toBe('9f2c1ab');
  });

  it('says that the key was refused, and asks once', async () => {
    const { data, errors } = await gateway.ask('{ getSiteBySlug(slug: "acme-www") { id } }', {
      headers: { 'x-fleek-key': 'not-a-key-of-anyone===' },
    });
    expect(data).toEqual({ getSiteBySlug: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CREDENTIAL_REFUSED', source: 'fleek' });
    expect(errors?.[0]?.message).toContain('x-fleek-key');
    expect(JSON.stringify(errors)).not.toContain('not-a-key-of-anyone');
    expect(gateway.fleek.calls).toHaveLength(1);
  });
});
