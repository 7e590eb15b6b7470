import { describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readConfig } from '../../src/config.ts';
import { resolveEndpoints, type PlacedContract } from '../../src/endpoints.ts';

const contract = (name: string, endpoint: string): PlacedContract => ({
  name,
  source: name.split('_')[0]!,
  endpoint,
});

const contracts = [
  contract('fleek', '${FLEEK_ENDPOINT:https://api.fleek.co/graphql}'),
  contract(
    'fibery',
    '${FIBERY_ENDPOINT:https://your-account.fibery.io/api/graphql/space/Delivery}',
  ),
  contract('fibery_account', '${FIBERY_ACCOUNT_ENDPOINT:https://your-account.fibery.io}'),
  contract('fibery_crm', 'https://your-account.fibery.io/api/graphql/space/CRM_and_Sales'),
];

function resolve(
  env: Record<string, string>,
  {
    standIns = {},
    given = contracts,
  }: { standIns?: Record<string, string>; given?: PlacedContract[] } = {},
) {
  const configured = readConfig({ TREFOIL_SOURCES: 'fleek,fibery', ...env }, sources).sources;
  const options = { contracts: given, sources: configured, env };
  return Object.fromEntries(
    resolveEndpoints({ ...options, standIns: new Map(Object.entries(standIns)) }),
  );
}

const acme = { FIBERY_ACCOUNT: 'acme', FIBERY_SPACE: 'Delivery', FLEEK_API_KEY: 'x' };

describe('resolveEndpoints', () => {
  it('puts every contract of a source at the origin of its account', () => {
    expect(resolve(acme)).toEqual({
      fleek: 'https://api.fleek.co/graphql',
      fibery: 'https://acme.fibery.io/api/graphql/space/Delivery',
      fibery_account: 'https://acme.fibery.io',
      fibery_crm: 'https://acme.fibery.io/api/graphql/space/CRM_and_Sales',
    });
  });

  it('puts them at the origin of its stand-in', () => {
    const standIns = { fibery: 'http://127.0.0.1:4102/api/graphql/space/Delivery' };
    expect(resolve({}, { standIns })).toMatchObject({
      fibery: 'http://127.0.0.1:4102/api/graphql/space/Delivery',
      fibery_account: 'http://127.0.0.1:4102',
      fibery_crm: 'http://127.0.0.1:4102/api/graphql/space/CRM_and_Sales',
    });
  });

  it('heeds the variable that a further contract names for itself', () => {
    const env = { ...acme, FIBERY_ACCOUNT_ENDPOINT: 'https://tokens.example/base' };
    expect(resolve(env)).toMatchObject({
      fibery: 'https://acme.fibery.io/api/graphql/space/Delivery',
      fibery_account: 'https://tokens.example/base',
    });
  });

  it('never leads a further contract to the example address of .meshrc.yaml', () => {
    const env = { FIBERY_ENDPOINT: 'https://proxy.example:8443/space', FLEEK_API_KEY: 'x' };
    const hosts = Object.values(resolve(env)).map((url) => new URL(url).host);
    expect(hosts).toEqual(['api.fleek.co', ...new Array(3).fill('proxy.example:8443')]);
  });

  it('knows a space without one of the name of the source', () => {
    expect(resolve(acme, { given: contracts.slice(2) })).toEqual({
      fibery_account: 'https://acme.fibery.io',
      fibery_crm: 'https://acme.fibery.io/api/graphql/space/CRM_and_Sales',
    });
  });

  it('leaves out the contracts of sources that are not served', () => {
    expect(Object.keys(resolve({ ...acme, TREFOIL_SOURCES: 'fleek' }))).toEqual(['fleek']);
  });

  it.each(['${CRM_ENDPOINT}', 'your-account', 'file:///etc', ''])(
    'refuses %j in .meshrc.yaml, naming the contract',
    (endpoint) => {
      const given = [contract('fibery_crm', endpoint)];
      expect(() => resolve(acme, { given })).toThrow(/endpoint of fibery_crm is no address/);
    },
  );
});
