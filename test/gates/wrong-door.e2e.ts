import { describe, expect, it } from 'vitest';
import type { Call } from '../../sources/stand-in/serve.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

const secrets = {
  fleek: sandboxHeaders['x-fleek-key'],
  fibery: sandboxHeaders['x-fibery-token'],
  flotiq: sandboxHeaders['x-flotiq-key'],
};

const everything = {
  ...sandboxHeaders,
  authorization: 'Basic bm90LWZvci1hbnlvbmU6c2VjcmV0',
  cookie: 'session=not-for-anyone',
  'proxy-authorization': 'Basic proxysecret',
  'x-forwarded-for': '203.0.113.7',
  'x-custom': 'not-for-anyone-either',
  te: 'trailers',
};

const whole = (call: Call) => JSON.stringify([call.url, call.headers, call.body]);
const doors = (gateway: TestGateway) => ({
  fleek: gateway.fleek,
  fibery: gateway.fibery,
  flotiq: gateway.flotiq,
});

describe.each(['plan', 'mesh'] as const)('through the executor "%s"', (executor) => {
  it('sends every source its own credential and nothing of the rest', async () => {
    await using gateway = await createTestGateway({ deps: { executor } });
    await gateway.ask(
      `{
        getSitesByTeam(teamId: "acme") { sites { posts(limit: 1) { title tasks { name } } } }
        me { email }
        fiberyTokens { id }
        search(q: "acme") { totalCount }
      }`,
      { headers: everything },
    );
    await gateway.ask(
      'mutation { createTag(input: { name: "x" }) { id } tasks { create(name: "x") { message } } }',
      {
        headers: everything,
      },
    );
    for (const [name, { calls }] of Object.entries(doors(gateway))) {
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) {
        expect(whole(call)).toContain(secrets[name as keyof typeof secrets]);
        for (const [other, secret] of Object.entries(secrets)) {
          if (other !== name) expect(whole(call)).not.toContain(secret);
        }
        expect(whole(call)).not.toMatch(/not-for-anyone|proxysecret|203\.0\.113\.7|Basic /);
        const allowed =
          /^(host|connection|content-type|content-length|accept|accept-encoding|authorization|x-auth-token|traceparent|user-agent|transfer-encoding)$/;
        expect(Object.keys(call.headers).filter((header) => !allowed.test(header))).toEqual([]);
      }
    }
  });

  it('follows no redirect, which would carry the credential along', async () => {
    await using gateway = await createTestGateway({ deps: { executor } });
    gateway.fleek.faults.add({
      kind: 'status',
      status: 307,
      headers: { location: `${gateway.flotiq.origin}/graphql` },
    });
    const { errors } = await gateway.ask('{ getSiteBySlug(slug: "acme-www") { id } }');
    expect(errors![0]!.extensions['code']).toBe('SOURCE_BAD_ANSWER');
    expect(gateway.flotiq.calls).toEqual([]);
  });

  it('never calls a source for which the caller has no credential', async () => {
    await using gateway = await createTestGateway({ deps: { executor } });
    const { data, errors } = await gateway.ask('{ me { email } listTag { totalCount } }', {
      headers: { 'x-flotiq-key': secrets.flotiq },
    });
    expect(data.listTag.totalCount).toBeGreaterThan(0);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['me'],
        message: expect.stringContaining('x-fibery-token'),
        extensions: expect.objectContaining({ code: 'CREDENTIAL_MISSING', source: 'fibery' }),
      }),
    ]);
    expect(gateway.fibery.calls).toEqual([]);
  });

  it('never changes a credential on its way', async () => {
    const odd = "K$&$$'`{context.auth.flotiq}%41+/=";
    await using gateway = await createTestGateway({ deps: { executor } });
    await gateway.ask('{ getSiteBySlug(slug: "acme-www") { id } }', {
      headers: { 'x-fleek-key': odd },
    });
    expect(gateway.fleek.calls[0]!.headers['authorization']).toBe(odd);
  });
});
