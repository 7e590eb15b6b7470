import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildGraph, readArtifacts } from '../../src/artifacts.ts';
import type { Call } from '../../sources/stand-in/serve.ts';
import { findRestOperation } from '../../src/plan/rest-names.ts';
import type { RestOperation } from '../../src/source.ts';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';

/** One root field that is answered over REST, as an operation in which every argument is a variable. */
interface Field {
  name: string;
  text: string;
  operation: RestOperation;
  values: fc.Arbitrary<Record<string, unknown>>;
}

const { sdl, graph } = await readArtifacts(inject('artifacts'));
const schema = buildGraph(sdl);

const troublemakers = [
  '',
  '.',
  '..',
  './..',
  '../../../api/v1/internal/contenttype',
  '%2e%2e%2f%2e%2e%2fapi%2ftokens',
  '%252e%252e%252f',
  '..%2f',
  '..;/',
  '\\',
  '..\\..\\',
  '/',
  '//evil.example',
  'http://evil.example/',
  '@evil.example',
  ':80',
  '?',
  '?hydrate=2',
  '&limit=1',
  '#',
  '\0',
  '\r\nx-evil: 1\r\n\r\nGET /evil HTTP/1.1',
  ' ',
  '\t',
  '\u2028',
  '\ufeff',
  '\uff0e\uff0e\uff0f',
  '\ud800',
  '/\udfff',
  '{args.id}',
  '__proto__',
  'x'.repeat(100_000),
  '%'.repeat(5_000),
];
const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...troublemakers) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom(...'./\\%25ef?#;&=@: \0\r\n{}ab\ud800') }),
  },
);

/** Any value of a type; of what an input object may have, one thing beside all that it must have. */
function anyOf(type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    return fc.array(anyOf(inner.ofType as GraphQLInputType, depth), { minLength: 1, maxLength: 3 });
  }
  if (isEnumType(inner)) return fc.constantFrom(...inner.getValues().map(({ name }) => name));
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    const must = fields.filter(({ type: wanted }) => isNonNullType(wanted));
    const chosen = depth > 2 ? fc.constant([]) : fc.constantFrom(...fields).map((field) => [field]);
    return chosen.chain((extra) =>
      fc.record(
        Object.fromEntries(
          [...must, ...extra].map((field) => [field.name, anyOf(field.type, depth + 1)]),
        ),
      ),
    );
  }
  if (inner.name === 'Int' || inner.name === 'Float') return fc.integer({ min: 1, max: 50 });
  if (inner.name === 'Boolean') return fc.boolean();
  if (inner.name.endsWith('JSON')) return fc.dictionary(text, text, { maxKeys: 2 });
  return text;
}

function describeField(root: 'Query' | 'Mutation', name: string): Field | undefined {
  const contract = graph.contracts[graph.fields[root][name]!];
  const operation = contract && findRestOperation(contract, root, name);
  const field = (root === 'Query' ? schema.getQueryType() : schema.getMutationType())!.getFields()[
    name
  ];
  if (!operation || !field) return undefined;
  const { args } = field;
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const must = args.filter(({ type }) => isNonNullType(type)).map((arg) => arg.name);
  return {
    name,
    operation,
    text:
      args.length > 0
        ? `${root.toLowerCase()} (${declared}) { ${name}(${passed})${selection} }`
        : `${root.toLowerCase()} { ${name}${selection} }`,
    values: fc.record(Object.fromEntries(args.map((arg) => [arg.name, anyOf(arg.type)])), {
      requiredKeys: must,
    }) as fc.Arbitrary<Record<string, unknown>>,
  };
}

const fields = (['Query', 'Mutation'] as const).flatMap((root) =>
  Object.keys(graph.fields[root])
    .map((name) => describeField(root, name))
    .filter((field) => field !== undefined),
);

/** Seen from a server that decodes as often as it can. */
function decodeGreedily(path: string): string {
  let decoded = path;
  for (let round = 0; round < 4; round += 1) {
    decoded = decoded.replace(/%([0-7][\da-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return decoded;
}

/** What the gateway may send beside a path. A key, say, can stand there too, and must not. */
const parameters = new Set(
  `page limit ids order_by order_direction filters name label deletedAfter updateExisting q fields
  content_type aggregate_by aggregate_by_numeric post_filters geo_filters`.split(/\s+/),
);
const beforeBracket = (name: string) => name.split('[', 1)[0]!;

/** What went over the wire is the template with the arguments in their places, and nothing else. */
function expectTemplate(
  { operation }: Field,
  variables: Record<string, unknown>,
  call: Call,
): void {
  expect(call.method).toBe(operation.method);
  expect(call.headers).not.toHaveProperty('x-evil');
  expect(call.url).toMatch(/^[\x21-\x7e]+$/);
  const [path = '', search = ''] = call.url.split(/\?(.*)/s);
  const segments = path.split('/');
  const template = operation.path.split('/');
  expect(segments).toHaveLength(template.length);
  for (const [at, segment] of segments.entries()) {
    const argument = /^\{args\.(\w+)\}$/.exec(template[at]!)?.[1];
    if (argument === undefined) expect(segment).toBe(template[at]);
    else expect(decodeURIComponent(segment)).toBe(variables[argument]);
  }
  const seen = decodeGreedily(path);
  expect(seen.split(/[/\\]/)).toHaveLength(template.length);
  expect(seen).not.toMatch(/\0|\/\.{0,2}(?:[;/]|$)/);
  const sent = [...new URLSearchParams(search).keys()].map(beforeBracket);
  expect(sent.filter((name) => !parameters.has(name))).toEqual([]);
}

/** For each field. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 1);

describe.each(['plan', 'mesh'] as const)('through the executor %s', (executor) => {
  let gateway: TestGateway;
  let sent = 0;
  beforeAll(async () => {
    gateway = await createTestGateway({ deps: { executor } });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function check(field: Field, variables: Record<string, unknown>): Promise<void> {
    const { fleek, fibery, flotiq } = gateway;
    for (const { calls } of [fleek, fibery, flotiq]) calls.length = 0;
    const { errors = [] } = await gateway.ask(field.text, { variables });
    for (const call of [...fleek.calls, ...fibery.calls, ...flotiq.calls]) {
      expectTemplate(field, variables, call);
      sent += 1;
    }
    // It went to a vendor or it was refused; it was not sent to nowhere, and nothing of it broke.
    for (const { extensions } of errors) {
      expect(extensions['code']).toMatch(/^(?:BAD_USER_INPUT|SOURCE_(?:NOT_FOUND|INVALID_INPUT))$/);
    }
  }

  // Mesh's executor is slow, and the content types of an account are all alike.
  const isAlike = ({ name }: Field) => /Author|Blogpost|Product|Media/.test(name);
  const some = fields.filter((field) => executor === 'plan' || runs > 1 || !isAlike(field));

  it.each(some.map((field) => [field.name, field] as const))(
    '%s sends no argument out of its place',
    async (_, field) => {
      // On failure the message has the seed and the path that repeat it.
      const property = fc.asyncProperty(field.values, (variables) => check(field, variables));
      await fc.assert(property, { numRuns: runs });
    },
  );

  // One for each way in which paths are filled: by the template alone, and by a dialect.
  it.each(['deleteFiberyToken', 'getTagVersions'])(
    '%s meets every known troublemaker in its path',
    async (name) => {
      const field = fields.find((each) => each.name === name)!;
      const [argument] = /(?<=\{args\.)\w+/.exec(field.operation.path)!;
      for (const troublemaker of troublemakers) {
        await check(field, { [argument]: troublemaker });
      }
    },
  );

  it('most of that is sent on its way, and not merely refused', () => {
    expect(fields.length).toBeGreaterThan(60);
    expect(sent).toBeGreaterThan(some.length / 2);
  });
});
