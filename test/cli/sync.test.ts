import { expect, it } from 'vitest';
import { impersonateFibery } from '../../sources/fibery/stand-in.ts';
import { impersonateFleek } from '../../sources/fleek/stand-in.ts';
import type { Impersonation } from '../../sources/stand-in/serve.ts';
import { copyContracts } from './account-folder.ts';
import { addContentType, canaries, openOwnAccount } from './own-account.ts';
import { runCli } from './run-cli.ts';

/** Composes several times, on a machine that may have other things to do. */
const slow = { timeout: 60_000 };

it('leaves the contracts alone when the accounts tell the same', async () => {
  await using folder = await copyContracts();
  await using account = await openOwnAccount();
  const before = await folder.read();
  const { code, out, err } = await runCli(['sync'], { ...folder.env, ...account.env });
  expect({ code, out, err }).toEqual({
    code: 0,
    out: 'the committed contracts are those of the accounts',
    err: '',
  });
  expect(await folder.read()).toEqual(before);
});

it(
  'says what the account has more, writes it, and has nothing to say after that',
  slow,
  async () => {
    await using folder = await copyContracts('fleek', 'flotiq');
    await using account = await openOwnAccount();
    await addContentType(account, 'recipe');
    const env = { ...folder.env, ...account.env };
    const before = await folder.read();

    const checked = await runCli(['sync', '--check'], env);
    expect(checked.code).toBe(1);
    expect(checked.out).toContain('flotiq: the account differs from what is committed');
    expect(await folder.read()).toEqual(before);

    const { code, out } = await runCli(['sync'], env);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}\+ Query\.listRecipe$/m);
    expect(out).toMatch(/^ {2}\+ FlotiqRecipe$/m);
    expect(out).not.toContain('This breaks');
    const after = await folder.read();
    const path = (end: string) => Object.keys(after).find((file) => file.endsWith(end))!;
    expect(after[path('flotiq/openapi.json')]).toContain('/api/v1/content/recipe');
    expect(after[path('artifacts/schema.graphql')]).toContain('type FlotiqRecipe ');
    expect(after[path('fleek/schema.graphql')]).toBe(before[path('fleek/schema.graphql')]);
    expect(Object.keys(after).filter((file) => file.endsWith('.new'))).toEqual([]);

    expect(await runCli(['sync', '--check'], env)).toMatchObject({ code: 0 });
  },
);

it('says what breaks when the account has less', slow, async () => {
  await using folder = await copyContracts('flotiq');
  await using account = await openOwnAccount();
  await addContentType(account, 'recipe');
  expect(await runCli(['sync'], { ...folder.env, ...account.env })).toMatchObject({ code: 0 });
  account.flotiq.reset();
  const { code, out } = await runCli(['sync'], { ...folder.env, ...account.env });
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}- Query\.listRecipe$/m);
  expect(out).toMatch(/This breaks operations that worked before:[^]*FlotiqRecipe was removed/);
});

it('lets no credential into a file or a line, in whatever form the vendor writes it', async () => {
  await using folder = await copyContracts();
  await using account = await openOwnAccount();
  await addContentType(account, 'recipe');
  const { code, out, err } = await runCli(['sync'], { ...folder.env, ...account.env });
  expect(code).toBe(0);
  const asked = account.flotiq.calls.find(({ url }) => url.includes('open-api-schema'));
  expect(asked?.headers['x-auth-token']).toBe(canaries.FLOTIQ_API_KEY);
  // The vendor did write it: what is proven is that it was taken out.
  const told = await fetch(account.flotiq.origin + asked!.url, { headers: asked!.headers });
  expect(await told.text()).toContain(canaries.FLOTIQ_API_KEY);
  for (const text of [out, err, ...Object.values(await folder.read())]) {
    for (const secret of Object.values(canaries)) {
      for (const form of [secret, encodeURIComponent(secret), 'canary']) {
        expect(text.toLowerCase()).not.toContain(form.toLowerCase());
      }
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, 10));
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
});

/** Answers introspection with a refusal, as servers that are in production often do. */
function withoutIntrospection(whole: Impersonation): Impersonation {
  const refusal = { errors: [{ message: 'GraphQL introspection is not allowed' }] };
  return {
    ...whole,
    respond: (request) =>
      request.body.includes('__schema') ? { status: 400, body: refusal } : whole.respond(request),
  };
}

it('keeps the committed contract of an account that refuses introspection, and says so', async () => {
  await using folder = await copyContracts('fleek', 'flotiq');
  const fleek = withoutIntrospection(impersonateFleek({ acceptAnyCredential: true }));
  await using account = await openOwnAccount({ fleek });
  await addContentType(account, 'recipe');
  const { code, out, err } = await runCli(['sync'], { ...folder.env, ...account.env });
  expect(code).toBe(0);
  expect(err).toBe('fleek: its account refuses introspection; its committed contract stays');
  expect(out).toContain('+ FlotiqRecipe');
});

it.each([
  [
    'a credential that is refused',
    { kind: 'status', status: 401 },
    /^trefoil: flotiq: .*in FLOTIQ_API_KEY/,
  ],
  ['a redirect', { kind: 'status', status: 302, headers: { location: '/x' } }, /redirect/],
  ['an answer that is cut off', { kind: 'truncate' }, /^trefoil: flotiq: /],
  [
    'an answer that is no contract',
    { kind: 'status', status: 200, body: '{}' },
    /no OpenAPI document/,
  ],
  ['an answer that is no JSON', { kind: 'status', status: 200, body: '<html>' }, /not valid JSON/],
] as const)('writes nothing at all after %s', async (_, fault, complaint) => {
  await using folder = await copyContracts();
  await using account = await openOwnAccount();
  await addContentType(account, 'recipe');
  const before = await folder.read();
  account.flotiq.faults.add({ ...fault, path: '/api/v1/open-api-schema.json', times: 4 });
  const { code, err } = await runCli(['sync'], { ...folder.env, ...account.env });
  expect(code).toBe(1);
  expect(err).toMatch(complaint);
  expect(err.split('\n')).toHaveLength(1);
  expect(await folder.read()).toEqual(before);
});

it('writes nothing at all when the accounts do not compose together', async () => {
  await using folder = await copyContracts('fleek', 'fibery');
  const whole = impersonateFibery({ acceptAnyCredential: true, enforceLimits: false });
  // A space with a root field that another source has already.
  const fibery: Impersonation = {
    ...whole,
    async respond(request) {
      const answer = await whole.respond(request);
      const body = JSON.stringify(answer.body).replaceAll('findPeople', 'getSiteBySlug');
      return { ...answer, body: JSON.parse(body) };
    },
  };
  await using account = await openOwnAccount({ fibery });
  const before = await folder.read();
  const { code, err } = await runCli(['sync'], { ...folder.env, ...account.env });
  expect(code).toBe(1);
  expect(err).toMatch(/getSiteBySlug.*; nothing is written$/);
  expect(await folder.read()).toEqual(before);
});

it('asks only the sources that have a credential, and names the variables of the others', async () => {
  await using folder = await copyContracts();
  await using account = await openOwnAccount();
  const { FLEEK_API_KEY: _, FIBERY_TOKEN: __, ...env } = account.env;
  const { code, err } = await runCli(['sync'], { ...folder.env, ...env });
  expect(code).toBe(0);
  expect(err.split('\n')).toEqual([
    'fleek: FLEEK_API_KEY is not set; its committed contract stays',
    'fibery: FIBERY_TOKEN is not set; its committed contract stays',
  ]);
  expect([account.fleek, account.fibery].flatMap(({ calls }) => calls)).toEqual([]);
});

it('says which variables would name an account when there is none to ask', async () => {
  const { code, err } = await runCli(['sync']);
  expect({ code, lines: err.split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(err).toContain('set one of FLEEK_API_KEY, FIBERY_TOKEN, FLOTIQ_API_KEY');
});

it('asks with the key that may write, whose document is the whole one', async () => {
  await using folder = await copyContracts('flotiq');
  await using account = await openOwnAccount();
  const env = { ...account.env, FLOTIQ_READ_API_KEY: 'canaryreadonly000000000000000000' };
  await runCli(['sync', '--sources', 'flotiq'], { ...folder.env, ...env });
  expect(account.flotiq.calls.map(({ headers }) => headers['x-auth-token'])).toEqual([
    canaries.FLOTIQ_API_KEY,
  ]);
});
