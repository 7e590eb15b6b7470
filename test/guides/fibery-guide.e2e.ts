import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sandboxCookie, sandboxToken } from '../../sources/fibery/stand-in.ts';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';

const byToken = { 'x-fibery-token': sandboxToken };
const byCookie = { 'x-fibery-cookie': sandboxCookie };

describe.each(['plan', 'mesh'] as const)('Fibery’s guide through the %s executor', (executor) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ deps: { executor } });
  });
  afterEach(() => gateway.fibery.reset());
  afterAll(() => gateway[Symbol.asyncDispose]());

  it('answers {me{email}} and sends `Token` and the token', async () => {
    const { data, errors } = await gateway.ask('{me{email}}', { headers: byToken });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ me: { email: expect.stringMatching(/^\S+@\S+$/) } });
    expect(gateway.fibery.calls).toHaveLength(1);
    const [call] = gateway.fibery.calls;
    expect(call).toMatchObject({ method: 'POST', url: '/api/graphql/space/Delivery' });
    expect(call?.headers['authorization']).toBe('Token sandbox1.fibery0token');
    expect(JSON.parse(call?.body ?? '').query.replaceAll(/\s/g, '')).toContain('{me{email}}');
  });

  it.each([
    ['a token', byToken, { authorization: `Token ${sandboxToken}` }],
    ['the cookie of a signed-in browser', byCookie, { cookie: sandboxCookie }],
  ])('lists, creates and deletes tokens with %s', async (_, headers, sent) => {
    const ask = (query: string, variables = {}) => gateway.ask(query, { headers, variables });

    const before = await ask('{ fiberyTokens { id createdAt } }');
    expect(before.errors).toBeUndefined();
    expect(before.data.fiberyTokens).toHaveLength(1);

    const created = await ask('mutation { createFiberyToken { id value } }');
    expect(created.errors).toBeUndefined();
    const { id, value } = created.data.createFiberyToken;
    expect(value).toMatch(/^[0-9a-f]{8}\.[0-9a-f]{35}$/);
    expect(await emailOf(gateway, value)).toBe(await emailOf(gateway, sandboxToken));

    const during = await ask('{ fiberyTokens { id } }');
    expect(during.data.fiberyTokens.map((token: { id: string }) => token.id)).toContain(id);
    expect(JSON.stringify(during)).not.toContain(value);

    const deleted = await ask('mutation ($id: String!) { deleteFiberyToken(id: $id) }', { id });
    expect(deleted.errors).toBeUndefined();
    const after = await ask('{ fiberyTokens { id } }');
    expect(after.data.fiberyTokens).toEqual(
      before.data.fiberyTokens.map((token: { id: string }) => ({ id: token.id })),
    );
    const refused = await gateway.ask('{ me { email } }', { headers: { 'x-fibery-token': value } });
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'CREDENTIAL_REFUSED' });

    const calls = gateway.fibery.calls.filter(({ url }) => url.startsWith('/api/tokens'));
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/tokens',
      'POST /api/tokens',
      'GET /api/tokens',
      `DELETE /api/tokens/${id}`,
      'GET /api/tokens',
    ]);
    for (const call of calls) expect(call.headers).toMatchObject(sent);
    for (const call of calls) expect(call.headers).toSatisfy(hasOneCredential);
    // The guide's POST and DELETE have no body.
    expect(calls.map(({ body }) => body)).toEqual(['', '', '', '', '']);
  });

  it('tells the value of a token in the answer that creates it and nowhere else', async () => {
    const { data, errors } = await gateway.ask('{ fiberyTokens { id value } }', {
      headers: byToken,
    });
    expect(errors).toBeUndefined();
    expect(data.fiberyTokens).toEqual([{ id: expect.any(String), value: null }]);
  });

  it('sends the cookie to the token endpoints and never to the space', async () => {
    const { data, errors } = await gateway.ask('{ me { email } fiberyTokens { id } }', {
      headers: byCookie,
    });
    expect(data.fiberyTokens).toHaveLength(1);
    expect(data.me).toBeNull();
    expect(errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['me'], 'CREDENTIAL_MISSING'],
    ]);
    expect(gateway.fibery.calls.map(({ url }) => url)).toEqual(['/api/tokens']);
  });

  it('keeps an id in its place', async () => {
    const { errors } = await gateway.ask('mutation { deleteFiberyToken(id: "a/b?c#d e") }', {
      headers: byToken,
    });
    expect(errors).toHaveLength(1);
    for (const { url } of gateway.fibery.calls) expect(url).toBe('/api/tokens/a%2Fb%3Fc%23d%20e');
  });
});

async function emailOf(gateway: TestGateway, token: string): Promise<string> {
  const { data } = await gateway.ask('{ me { email } }', { headers: { 'x-fibery-token': token } });
  return data.me.email;
}

function hasOneCredential(headers: Record<string, string>): boolean {
  return 'authorization' in headers !== 'cookie' in headers;
}
