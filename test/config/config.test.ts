import { describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readConfig } from '../../src/config.ts';

const read = (env: Record<string, string>) => readConfig(env, sources);

/** The lines of the complaint. */
function problemsOf(env: Record<string, string>): string[] {
  try {
    read(env);
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    return (error as Error).message.split('\n');
  }
  throw new Error('this environment should be refused');
}

const sourceOf = (name: string, env: Record<string, string>) =>
  read(env).sources.find(({ source }) => source.name === name)!;

describe('readConfig', () => {
  it('takes an empty environment, and a blank value for one that is not set', () => {
    expect(read({})).toMatchObject({ profile: 'development', host: '127.0.0.1', port: 4000 });
    expect(read({ TREFOIL_PORT: ' ', FLEEK_ENDPOINT: '' })).toMatchObject({ port: 4000 });
  });

  it('reports every problem together', () => {
    expect(
      problemsOf({
        TREFOIL_PORT: '70000',
        TREFOIL_PROFILE: 'staging',
        TREFOIL_GRAPHIQL: 'yes',
        TREFOIL_SOURCES: 'fleek,notion',
        TREFOIL_TIMEOUT_MS: '1.5',
        FLEEK_ENDPOINT: 'api.example',
        FLEEK_RETRIES: 'many',
        TREFOIL_PROT: '1',
      }),
    ).toEqual([
      'TREFOIL_PROT is unknown; did you mean TREFOIL_PORT?',
      'TREFOIL_PROFILE is "staging"; it is one of development, production',
      'TREFOIL_SOURCES: there is no source "notion"; there are fleek, fibery, flotiq',
      'TREFOIL_PORT is "70000"; it is a whole number, 0 to 65535',
      'TREFOIL_GRAPHIQL is "yes"; it is on or off',
      'TREFOIL_TIMEOUT_MS is "1.5"; it is a whole number, at least 1',
      'FLEEK_ENDPOINT is no address: it begins with http:// or https:// and has no user, query or fragment',
      'FLEEK_RETRIES is "many"; it is a whole number, 0 to 10',
    ]);
  });

  it('takes a misspelt profile for no reason to ask for what production needs', () => {
    expect(problemsOf({ TREFOIL_PROFILE: 'prod' })).toEqual([
      'TREFOIL_PROFILE is "prod"; it is one of development, production',
    ]);
  });

  it.each([
    ['TREFOIL_PROT', 'TREFOIL_PORT'],
    ['TREFOIL_TIMEOUT', 'TREFOIL_TIMEOUT_MS'],
    ['TREFOIL_CORS_ORIGIN', 'TREFOIL_CORS_ORIGINS'],
    ['TREFOIL_MASTERKEY', 'TREFOIL_MASTER_KEY'],
    ['TREFOIL_JWT_JWKS_URI', 'TREFOIL_JWT_JWKS_URL'],
    ['FLEEK_ENDPONT', 'FLEEK_ENDPOINT'],
    ['FIBERY_TOKNE', 'FIBERY_TOKEN'],
    ['FLOTIQ_APIKEY', 'FLOTIQ_API_KEY'],
  ])('refuses %s and suggests %s', (wrong, meant) => {
    expect(problemsOf({ [wrong]: '1' })).toEqual([`${wrong} is unknown; did you mean ${meant}?`]);
  });

  it('refuses a TREFOIL_ name that resembles none, and says where all are', () => {
    expect(problemsOf({ TREFOIL_BANANA: '1' })).toEqual([
      'TREFOIL_BANANA is unknown; .env.example lists all names',
    ]);
  });

  it('leaves names alone that other programs may own', () => {
    expect(() =>
      read({ FLEEK_CLI_HOME: '/x', FIBERY_CRM_ENDPOINT: 'x', TREFOILS: '1' }),
    ).not.toThrow();
  });

  it.each(['null', '*', 'app.example.com', 'https://app.example.com/', 'https://*.example.com/a'])(
    'takes %s for no origin',
    (origin) => {
      const [problem] = problemsOf({ TREFOIL_CORS_ORIGINS: `https://app.example.com,${origin}` });
      expect(problem).toContain(`"${origin}" is no origin`);
    },
  );

  it.each([
    'http://user@host',
    'http://:pw@host',
    'https://host/?a=1',
    'https://host/#a',
    'ftp://h',
  ])('refuses %s as an address without repeating it', (address) => {
    const [problem] = problemsOf({ FLOTIQ_ENDPOINT: address });
    expect(problem).toContain('FLOTIQ_ENDPOINT is no address');
    expect(problem).not.toContain(address);
  });

  it('lets each amount of a source be set', () => {
    const { limits } = sourceOf('fleek', { FLEEK_REQUESTS_PER_SECOND: '0.5', FLEEK_RETRIES: '0' });
    expect(limits).toMatchObject({ requestsPerSecond: 0.5, retries: 0 });
    expect(sourceOf('flotiq', { FLEEK_RETRIES: '0' }).limits.retries).toBe(2);
  });

  it('shows GraphiQL and introspection in development only, unless told', () => {
    expect(read({})).toMatchObject({ hasGraphiql: true, hasIntrospection: true });
    const production = { TREFOIL_PROFILE: 'production', ...endpoints };
    expect(read(production)).toMatchObject({ hasGraphiql: false, hasIntrospection: false });
    expect(read({ ...production, TREFOIL_GRAPHIQL: 'on' })).toMatchObject({ hasGraphiql: true });
  });
});

const endpoints = {
  FLEEK_ENDPOINT: 'https://fleek.example/graphql',
  FIBERY_ENDPOINT: 'https://fibery.example/space',
  FLOTIQ_ENDPOINT: 'https://flotiq.example',
};

describe('who answers for a source', () => {
  const standsIn = ({ endpoint, isVendor }: ReturnType<typeof sourceOf>) =>
    endpoint === undefined && !isVendor;

  it('is its stand-in while nothing is set', () => {
    expect(read({}).sources.map(standsIn)).toEqual([true, true, true]);
  });

  it('is the address that is set, and the other stand-ins stay', () => {
    const { sources: configured } = read({ FLEEK_ENDPOINT: endpoints.FLEEK_ENDPOINT });
    expect(configured.map(({ endpoint }) => endpoint)).toEqual([
      endpoints.FLEEK_ENDPOINT,
      undefined,
      undefined,
    ]);
    expect(configured.map(standsIn)).toEqual([false, true, true]);
  });

  it('is the space of the account that is named, blanks as underscores', () => {
    const env = { FIBERY_ACCOUNT: 'acme', FIBERY_SPACE: 'Software Development' };
    expect(sourceOf('fibery', env).endpoint).toBe(
      'https://acme.fibery.io/api/graphql/space/Software_Development',
    );
  });

  it.each(['acme.fibery.io', 'https://acme.fibery.io/'])('takes %s for the account', (account) => {
    const env = { FIBERY_ACCOUNT: account, FIBERY_SPACE: 'Delivery' };
    expect(sourceOf('fibery', env).endpoint).toBe(
      'https://acme.fibery.io/api/graphql/space/Delivery',
    );
  });

  it('is the whole address when an account is named too', () => {
    const env = { ...endpoints, FIBERY_ACCOUNT: 'acme', FIBERY_SPACE: 'Delivery' };
    expect(sourceOf('fibery', env).endpoint).toBe(endpoints.FIBERY_ENDPOINT);
  });

  it.each(['FIBERY_ACCOUNT', 'FIBERY_SPACE'])('is asked for when %s comes alone', (name) => {
    const [problem] = problemsOf({ [name]: 'acme' });
    expect(problem).toMatch(/^FIBERY_ACCOUNT and FIBERY_SPACE go together: FIBERY_\w+ is missing$/);
  });

  it.each(['acme.evil.example/x', 'a/b', 'a b', 'user@host', 'acme:80'])(
    'is never a host that the account %s makes up',
    (account) => {
      const env = { FIBERY_ACCOUNT: account, FIBERY_SPACE: 'Delivery' };
      expect(problemsOf(env)).toEqual([
        'FIBERY_ACCOUNT and FIBERY_SPACE make no address; one of them is misspelt',
      ]);
    },
  );

  it.each(['FLEEK_API_KEY', 'FLEEK_API_KEY_FILE', 'FLOTIQ_API_KEY', 'FLOTIQ_READ_API_KEY'])(
    'is the vendor when %s is set',
    (name) => {
      const vendor = name.split('_')[0]!.toLowerCase();
      expect(sourceOf(vendor, { [name]: 'x' })).toMatchObject({
        endpoint: undefined,
        isVendor: true,
      });
    },
  );

  it('is still the address that is set when there is a credential too', () => {
    const env = { FLEEK_ENDPOINT: endpoints.FLEEK_ENDPOINT, FLEEK_API_KEY: 'x' };
    expect(sourceOf('fleek', env)).toMatchObject({
      endpoint: endpoints.FLEEK_ENDPOINT,
      isVendor: false,
    });
  });

  it('is asked for when a credential is set whose account is not known', () => {
    expect(problemsOf({ FIBERY_TOKEN: 'x' })).toEqual([
      'Fibery has a credential but no address: set FIBERY_ACCOUNT and FIBERY_SPACE, or FIBERY_ENDPOINT',
    ]);
  });

  it('is nobody for a source that TREFOIL_SOURCES leaves out', () => {
    const { sources: configured } = read({ TREFOIL_SOURCES: 'flotiq, fleek' });
    expect(configured.map(({ source }) => source.name)).toEqual(['fleek', 'flotiq']);
  });

  it('is never a stand-in in production, which names all that is missing', () => {
    expect(problemsOf({ TREFOIL_PROFILE: 'production' })).toEqual([
      'Fleek has no address: set FLEEK_ENDPOINT, or FLEEK_API_KEY for the address in .meshrc.yaml, or leave it out with TREFOIL_SOURCES',
      'Fibery has no address: set FIBERY_ACCOUNT and FIBERY_SPACE, or FIBERY_ENDPOINT, or leave it out with TREFOIL_SOURCES',
      'Flotiq has no address: set FLOTIQ_ENDPOINT, or FLOTIQ_API_KEY for the address in .meshrc.yaml, or leave it out with TREFOIL_SOURCES',
    ]);
    const { sources: configured } = read({ TREFOIL_PROFILE: 'production', ...endpoints });
    expect(configured.map(standsIn)).toEqual([false, false, false]);
  });

  it('need not be known in production for a source that is left out', () => {
    const env = { TREFOIL_PROFILE: 'production', TREFOIL_SOURCES: 'fleek', ...endpoints };
    expect(read({ ...env, FIBERY_ENDPOINT: '', FLOTIQ_ENDPOINT: '' }).sources).toHaveLength(1);
  });
});
