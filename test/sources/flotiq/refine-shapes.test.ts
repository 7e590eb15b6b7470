import fc from 'fast-check';
import { buildSchema, validateSchema } from 'graphql';
import { expect, it } from 'vitest';
import { refineDocument, sketchDocument } from './documents.ts';

const names = fc.oneof(
  fc.constantFrom(
    'a',
    'b-c',
    'b_c',
    'list',
    'input',
    'where',
    'value',
    '__x',
    '1st',
    'internal',
    'id',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);
const refs = fc.constantFrom('DataSource', 'note', 'other', 'tree', 'webhooks');
const { schema } = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>({}, null, true, { type: 'string', description: '<b>"\\ \n&lt;i&gt;' }),
    fc.record({
      type: fc.constantFrom<unknown>('string', 'number', 'integer', 'boolean', 'object', 'array', [
        'null',
        'string',
      ]),
    }),
    refs.map((name) => ({ $ref: `#/components/schemas/${name}` })),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ oneOf: fc.array(tie('schema'), { maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { maxLength: 2 }) }),
    fc.dictionary(names, tie('schema'), { maxKeys: 4 }).chain((properties) =>
      fc.record({
        type: fc.constant('object'),
        properties: fc.constant(properties),
        required: fc.subarray(Object.keys(properties)),
      }),
    ),
  ),
}));

it('every document of Flotiq’s form becomes a schema that builds', () => {
  // On failure the message has the seed that repeats it.
  fc.assert(
    fc.property(
      fc.dictionary(names, schema, { maxKeys: 5 }),
      fc.boolean(),
      (properties, isRequired) => {
        const required = isRequired ? Object.keys(properties) : [];
        const document = sketchDocument(
          { note: { properties, required }, other: { properties: {} } },
          {
            webhooks: {},
            tree: {
              type: 'object',
              properties: {
                children: { type: 'array', items: { $ref: '#/components/schemas/tree' } },
              },
            },
          },
        );
        const built = buildSchema(refineDocument(document).sdl);
        expect(validateSchema(built)).toEqual([]);
        expect(built.getType('FlotiqNote')).toBeDefined();
      },
    ),
    { numRuns: 200 },
  );
});
