import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { printAccount } from '../../sources/flotiq/print-account.ts';
import { GatewayError } from '../../src/errors.ts';
import { packageRoot } from '../../src/package-root.ts';
import { createTestGateway } from '../test-gateway.ts';
import { expectCleanGraph } from './expect-clean-graph.ts';
import { printSpace } from './print-space.ts';
import { serveSpaces } from './serve-space.ts';
import { createWorkbench, sourcesText, type Workbench } from './workbench.ts';

const prefix = `
    transforms:
      - rename:
          renames:
            - from: { type: '^(?!Fibery|Query$|Mutation$)(.+)$' }
              to: { type: 'Fibery$1' }
              useRegExpForTypes: true
              includeDefaults: true`;

/** One more block of a source, copied from the first as people do. */
function block(name: string, kind: 'graphql' | 'openapi', header: string, rest = ''): string {
  return `
  - name: ${name}
    handler:
      ${kind}:
        source: ./${name}.contract
        endpoint: \${${name.toUpperCase()}_ENDPOINT:https://example.com/api/graphql/space/Other}
        operationHeaders:
          ${header}: '{context.auth.${name}}'${rest}
`;
}

async function complaintsOf(bench: Workbench, meshrc: string): Promise<string[]> {
  const error = await bench.compose({ meshrc }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (!(error instanceof GatewayError)) throw error;
  expect(error.code).toBe('CONTRACT_INVALID');
  return error.message.split('\n');
}

/** Does to `.meshrc.yaml` what each complaint says, word for word. */
function obey(meshrc: string, complaints: readonly string[]): string {
  return complaints.reduce((text, complaint) => {
    const [, source, paste] =
      /; add to the (?:end of the transforms of|source) (\w+) in \.meshrc\.yaml: (.+)$/.exec(
        complaint,
      )!;
    const document = parseDocument(text);
    const sources = document.get('sources') as YAMLSeq<YAMLMap>;
    const own = sources.items.find((item) => item.get('name') === source)!;
    const pasted = parseDocument(paste!).contents;
    if (isSeq(pasted)) (own.get('transforms') as YAMLSeq).add(pasted.items[0]);
    else if (isMap(pasted)) own.set('transforms', pasted.get('transforms'));
    return String(document);
  }, meshrc);
}

/** Until nothing is left to say: each remedy may uncover what the next one settles. */
async function settle(
  bench: Workbench,
  meshrc: string,
): Promise<{ meshrc: string; said: string[] }> {
  const said: string[] = [];
  let text = meshrc;
  for (let round = 0; round < 5; round += 1) {
    const complaints = await complaintsOf(bench, text);
    if (complaints.length === 0) return { meshrc: text, said };
    said.push(...complaints);
    text = obey(text, complaints);
  }
  return expect.fail(`still at odds:\n${said.join('\n')}`);
}

it('settles a second Fibery space with one line for types and one for each root', async () => {
  await using bench = await createWorkbench();
  const sdl = printSpace('Marketing', ['Task', 'Campaign']);
  await bench.write('fibery_marketing.contract', sdl);
  const two = sourcesText + block('fibery_marketing', 'graphql', 'authorization', prefix);
  const { meshrc, said } = await settle(bench, two);
  expect(said).toHaveLength(3);
  expect(said[0]).toBe(
    "root fields Query.me, Query.findTasks are claimed by fibery and fibery_marketing; add to the end of the transforms of fibery_marketing in .meshrc.yaml: - rename: { renames: [{ from: { type: Query, field: '^(me|findTasks)$' }, to: { type: Query, field: 'fibery_marketing_$1' }, useRegExpForFields: true }] }",
  );
  expect(said[1]).toMatch(
    /^root field Mutation\.tasks is claimed by fibery and fibery_marketing; /,
  );
  expect(said[2]).toMatch(
    /^types Fibery\w+, Fibery\w+, Fibery\w+ and \d+ more are claimed by fibery and fibery_marketing; /,
  );

  await using space = await serveSpaces({ Marketing: sdl });
  const artifacts = await bench.build({ meshrc });
  expectCleanGraph(readFileSync(join(artifacts, 'schema.graphql'), 'utf8'));
  const env = {
    TREFOIL_ARTIFACTS: artifacts,
    FIBERY_MARKETING_ENDPOINT: `${space.origin}/api/graphql/space/Marketing`,
  };
  const answers = [];
  for (const executor of ['plan', 'mesh'] as const) {
    await using gateway = await createTestGateway({ env, deps: { executor } });
    answers.push([
      await gateway.ask(
        `query ($id: FiberyMarketingIDFilter) {
          me { __typename email }
          other: fibery_marketing_me { __typename email }
          findTasks(limit: 1) { __typename name }
          fibery_marketing_findTasks(id: $id) { __typename name createdBy { __typename } }
          findCampaigns { __typename }
        }`,
        { variables: { id: { is: '7' } } },
      ),
      await gateway.ask(
        'mutation { fibery_marketing_tasks { create(name: "B") { message entities { __typename } } } }',
      ),
    ]);
  }
  const [[read, written]] = answers as [(typeof answers)[0], (typeof answers)[0]];
  expect(answers[1]).toEqual(answers[0]);
  expect(read!.errors).toBeUndefined();
  expect(read!.data).toMatchObject({
    me: { __typename: 'FiberyUser' },
    other: { __typename: 'FiberyMarketingUser', email: 'me@Marketing.example' },
    findTasks: [{ __typename: 'FiberyDeliveryTask' }],
    fibery_marketing_findTasks: [
      {
        __typename: 'FiberyMarketingTask',
        name: 'findTasks {"id":{"is":"7"}}',
        createdBy: { __typename: 'FiberyMarketingUser' },
      },
    ],
    findCampaigns: [{ __typename: 'FiberyMarketingCampaign' }],
  });
  expect(written!.data.fibery_marketing_tasks.create).toEqual({
    message: 'tasks created B',
    entities: [{ __typename: 'FiberyMarketingEntity' }],
  });
});

it('settles a second Flotiq account, whose dialect knows nothing of new names', async () => {
  await using bench = await createWorkbench();
  await bench.write(
    'flotiq_shop.contract',
    JSON.stringify(printAccount({ hydrate: 1, types: ['product', '_media'] })),
  );
  const two = sourcesText + block('flotiq_shop', 'openapi', 'x-auth-token');
  const { meshrc, said } = await settle(bench, two);
  for (const line of said) expect(line).toContain('claimed by flotiq and flotiq_shop');
  const artifacts = await bench.build({ meshrc });
  expectCleanGraph(readFileSync(join(artifacts, 'schema.graphql'), 'utf8'));

  const answers = [];
  for (const executor of ['plan', 'mesh'] as const) {
    await using gateway = await createTestGateway({
      env: { TREFOIL_ARTIFACTS: artifacts },
      deps: { executor },
    });
    // The second account is at the same stand-in.
    const env = { FLOTIQ_SHOP_ENDPOINT: gateway.flotiq.origin };
    await using both = await createTestGateway({
      env: { TREFOIL_ARTIFACTS: artifacts, ...env },
      deps: { executor },
    });
    const answer = await both.ask(`{
      listProduct(limit: 1) { __typename items { __typename id } }
      flotiq_shop_listProduct(where: { name: { contains: "a" } }, orderBy: { name: ASC }, limit: 1) {
        __typename totalCount items { __typename id gallery { __typename url } internal { contentType } }
      }
      flotiq_shop_getProduct(id: "product-1") { __typename name }
    }`);
    expect(answer.errors).toBeUndefined();
    answers.push(answer);
    expect(gateway.flotiq.calls.map(({ url }) => url.split('?')[0]).toSorted()).toEqual([
      '/api/v1/content/product',
      '/api/v1/content/product/product-1',
    ]);
  }
  expect(answers[1]).toEqual(answers[0]);
  const [{ data, errors }] = answers as [(typeof answers)[0]];
  expect(errors).toBeUndefined();
  expect(data.listProduct.__typename).toBe('FlotiqProductList');
  expect(data.flotiq_shop_listProduct).toMatchObject({ __typename: 'FlotiqShopProductList' });
  expect(data.flotiq_shop_listProduct.items[0]).toMatchObject({
    __typename: 'FlotiqShopProduct',
    gallery: expect.arrayContaining([{ __typename: 'FlotiqShopMedia', url: expect.any(String) }]),
    internal: { contentType: 'product' },
  });
  expect(data.flotiq_shop_getProduct).toEqual({
    __typename: 'FlotiqShopProduct',
    name: expect.any(String),
  });
});

it('settles one field and one type that two sources claim', async () => {
  await using bench = await createWorkbench();
  const fleek = readFileSync(join(packageRoot, 'sources/fleek/schema.graphql'), 'utf8')
    .replace('type Query {', 'type Query {\n  me: FiberyUser')
    .concat('\ntype FiberyUser { email: String }\n');
  const contract = await bench.write('fleek.graphql', fleek);
  const meshrc = sourcesText
    .replace(/source: \S+fleek\/schema\.graphql/, `source: ${contract}`)
    .replace('^(?!Fleek|Query$|Mutation$)(.+)$', '^(?!Fleek|FiberyUser$|Query$|Mutation$)(.+)$');
  const { said, meshrc: settled } = await settle(bench, meshrc);
  expect(said[0]).toBe(
    'root field Query.me is claimed by fleek and fibery; add to the end of the transforms of fibery in .meshrc.yaml: - rename: { renames: [{ from: { type: Query, field: me }, to: { type: Query, field: fibery_me } }] }',
  );
  expect(said[1]).toMatch(
    /^type FiberyUser is claimed by fleek and fibery; add to the end of the transforms of fibery/,
  );
  const artifacts = await bench.build({ meshrc: settled });
  for (const executor of ['plan', 'mesh'] as const) {
    await using gateway = await createTestGateway({
      env: { TREFOIL_ARTIFACTS: artifacts },
      deps: { executor },
    });
    const { data, errors } = await gateway.ask('{ fibery_me { __typename email } }');
    expect(errors).toBeUndefined();
    expect(data.fibery_me).toEqual({ __typename: 'FiberyUser_', email: expect.any(String) });
  }
});

it('names both also where one claims a list and the other does not, which Mesh cannot merge', async () => {
  await using bench = await createWorkbench();
  const fleek = readFileSync(join(packageRoot, 'sources/fleek/schema.graphql'), 'utf8').replace(
    'type Query {',
    'type Query {\n  me: [Site]',
  );
  const contract = await bench.write('fleek.graphql', fleek);
  const meshrc = sourcesText.replace(/source: \S+fleek\/schema\.graphql/, `source: ${contract}`);
  expect(await complaintsOf(bench, meshrc)).toEqual([
    expect.stringMatching(/^root field Query\.me is claimed by fleek and fibery; add to the end /),
  ]);
});
