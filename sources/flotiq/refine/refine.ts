import { describeDanglingRef, findDanglingRef } from '../../../src/dangling-ref.ts';
import type { RawContract, RefinedContract } from '../../../src/source.ts';
import { contentFields } from './content-fields.ts';
import { readContent } from './content.ts';
import { invalid, OpenApiDocument } from './document.ts';
import type { FieldFacts, FlotiqFacts } from './facts.ts';
import { leafOf, listsOf, nameContent, type NamedContent } from './naming.ts';
import { block, listType, printContent } from './print-content.ts';
import type { RootField } from './root-field.ts';
import { systemFields, uploadField } from './system-fields.ts';
import { sharedTypes } from './shared-types.ts';
import type { Field } from './shape.ts';

const directives = `
directive @httpOperation(subgraph: String, path: String, operationSpecificHeaders: [[String]], httpMethod: HTTPMethod, isBinary: Boolean, requestBaseBody: ObjMap, queryParamArgMap: ObjMap, queryStringOptionsByParam: ObjMap, jsonApiFields: Boolean, queryStringOptions: ObjMap) on FIELD_DEFINITION
directive @discriminator(subgraph: String, field: String, mapping: [[String]]) on INTERFACE | UNION

scalar ObjMap

enum HTTPMethod {
  GET
  HEAD
  POST
  PUT
  DELETE
  CONNECT
  OPTIONS
  TRACE
  PATCH
}`.trim();

const definition = 'FlotiqContentTypeDefinition';
const listTypes: Record<string, string> = {
  FlotiqVersionList: listType('FlotiqVersionList', 'FlotiqVersion'),
  [`${definition}List`]: listType(`${definition}List`, definition),
  FlotiqSearchResults: listType('FlotiqSearchResults', 'FlotiqSearchHit', [
    'aggregations: FlotiqJSON',
  ]),
};

/**
 * Turns an account's OpenAPI document, of whatever age and version, into annotated SDL: only the
 * success answers, typed relations and filters, integers where they are integers, no markup.
 */
export function refine(contract: RawContract): RefinedContract {
  if (contract.kind !== 'openapi') {
    throw invalid('the contract is no OpenAPI document; save /api/v1/open-api-schema.json instead');
  }
  // The key of a document may reach the upload and not the type of what it answers.
  const dangling = findDanglingRef(contract.document, 'paths./api/media');
  if (dangling) throw invalid(describeDanglingRef(dangling));
  const document = new OpenApiDocument(contract.document);
  const shared = { ...sharedTypes, ...listTypes };
  const reserved = [...Object.keys(shared), ...systemFields.map(({ facts }) => facts.kind)];
  const contents = nameContent(readContent(document), [...reserved, 'uploadMedia']);
  const typeOf = new Map(contents.map(({ api, type }) => [api, type]));
  const fields = [...contents.flatMap(contentFields), ...otherFields(document, typeOf)];
  const ofParent = (parent: RootField['parent']) => fields.filter((it) => it.parent === parent);
  if (ofParent('Query').length === 0) {
    throw invalid(
      'the document has nothing to read below /api/v1/content; fetch it with a key that may read content',
    );
  }

  const printer = { typeOf: (api: string) => typeOf.get(api)! };
  const roots = (['Query', 'Mutation'] as const)
    .filter((parent) => ofParent(parent).length > 0)
    .map((parent) =>
      block(
        `type ${parent}`,
        ofParent(parent).map(({ sdl }) => sdl),
      ),
    );
  const own = contents.flatMap((content) => printContent(printer, content));
  return {
    sdl: `${[directives, ...roots, ...reachable(roots, own, shared)].join('\n\n')}\n`,
    facts: factsOf(contents, fields),
  };
}

/** Search, upload and definitions, if the document has them. */
function otherFields(document: OpenApiDocument, typeOf: ReadonlyMap<string, string>): RootField[] {
  const known = [...systemFields, uploadField(typeOf.get('_media'))];
  const present = new Set(
    [...document.operations()].map(
      ({ method, path }) => `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`,
    ),
  );
  return known.filter(({ method, path }) =>
    present.has(`${method} ${path.replace(/\{[^}]*\}/g, '{}')}`),
  );
}

/** What the root fields lead to, and all that implements the one interface. */
function reachable(
  roots: readonly string[],
  own: readonly string[],
  shared: Record<string, string>,
): string[] {
  const named = own.map((sdl): [string, string] => [/^(?:type|input) (\w+)/m.exec(sdl)![1]!, sdl]);
  const blocks = new Map([...named, ...Object.entries(shared)]);
  const kept = new Set<string>();
  const visit = (sdl: string) => {
    for (const [name] of sdl.matchAll(/\bFlotiq\w+/g)) {
      const found = blocks.get(name);
      if (found === undefined || kept.has(name)) continue;
      kept.add(name);
      visit(found);
    }
  };
  roots.forEach(visit);
  for (const [name, sdl] of blocks) if (sdl.includes(' implements ')) visit(name);
  return [...blocks].filter(([name]) => kept.has(name)).map(([, sdl]) => sdl);
}

function factsOf(contents: readonly NamedContent[], fields: readonly RootField[]): FlotiqFacts {
  const facts: FlotiqFacts = { content: {}, objects: {}, operations: {} };
  const list = (item: string) => ({
    items: { wire: 'data', lists: 1, object: item },
    totalCount: { wire: 'total_count', lists: 0 },
    totalPages: { wire: 'total_pages', lists: 0 },
    currentPage: { wire: 'current_page', lists: 0 },
  });
  for (const content of contents) {
    const { api, type, parts, operations } = content;
    facts.content[api] = { type, isListable: operations.has('list') };
    facts.objects[type] = fieldFacts([...content.fields, ...content.inputs], content);
    facts.objects[`${type}List`] = list(type);
    for (const [part, partType] of parts) facts.objects[partType] = fieldFacts(part, content);
  }
  facts.objects.FlotiqVersionList = list('FlotiqVersion');
  facts.objects[`${definition}List`] = list(definition);
  facts.objects.FlotiqSearchResults = list('FlotiqSearchHit');
  facts.objects.FlotiqSearchHit = { item: { wire: 'item', lists: 0, object: 'FlotiqContent' } };
  for (const { method, path, facts: operation } of fields) {
    facts.operations[`${method} ${path}`] = operation;
  }
  return facts;
}

function fieldFacts(fields: readonly Field[], { parts }: NamedContent): Record<string, FieldFacts> {
  return Object.fromEntries(
    fields.flatMap(({ name, wire, shape }): [string, FieldFacts][] => {
      const leaf = leafOf(shape);
      const base = { wire, lists: listsOf(shape) };
      if (leaf.kind === 'object') return [[name, { ...base, object: parts.get(leaf.fields)! }]];
      if (leaf.kind === 'relation') {
        return [[name, { ...base, relation: { to: leaf.to, isOpen: leaf.isOpen } }]];
      }
      return name === wire ? [] : [[name, base]];
    }),
  );
}
