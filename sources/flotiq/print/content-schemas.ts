import {
  requiredOf,
  type ContentField,
  type ContentType,
  type JsonObject,
} from '../content-type.ts';
import { exampleOf, storedExampleOf } from './example.ts';
import { listOf, ref } from './parts.ts';

/** The five schemas of one type; with `inScope` the answers carry related objects instead of links. */
export function contentSchemas(type: ContentType, inScope?: readonly string[]) {
  const { name, fields } = type;
  const required = requiredOf(fields).length > 0 ? { required: requiredOf(fields) } : {};
  const stored = (printed: JsonObject, base: string): JsonObject[] => [
    ref(base),
    { type: 'object', properties: printed },
  ];
  const links = propertiesOf(fields);
  const withInternal = 'AbstractContentTypeSchemaDefinition';
  return {
    [`${name}WithoutInternal`]: {
      type: 'object',
      allOf: stored(links, 'AbstractContentTypeSchemaDefinitionWithoutInternal'),
      ...required,
      additionalProperties: false,
      example: exampleOf(type),
    },
    [name]: {
      type: 'object',
      allOf: stored(propertiesOf(fields, inScope), withInternal),
      ...required,
      additionalProperties: false,
      example: storedExampleOf(type),
    },
    [`${name}WithoutRequired`]: {
      type: 'object',
      allOf: stored(links, withInternal),
      additionalProperties: false,
      example: storedExampleOf(type),
    },
    [`${name}List`]: {
      type: 'object',
      allOf: [ref('SystemListProperties'), { properties: { data: listOf(ref(name)) } }],
    },
    [`${name}VersionsList`]: {
      type: 'object',
      allOf: [ref('SystemListProperties'), ref('versionsList')],
    },
  } satisfies JsonObject;
}

function propertiesOf(fields: Record<string, ContentField>, inScope?: readonly string[]) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const { schema, helpText = '' } = field;
      const items = inScope ? relatedObject(field, inScope) : undefined;
      return [name, { ...schema, ...(items ? { items } : {}), description: helpText }];
    }),
  );
}

/** A related type that the key may not read stays a link. */
function relatedObject({ relation }: ContentField, inScope: readonly string[]) {
  if (!relation) return undefined;
  const targets = relation.to.length > 0 ? relation.to : inScope;
  const readable = targets.filter((target) => inScope.includes(target));
  if (readable.length === 0) return undefined;
  return targets.length === 1 ? ref(readable[0]!) : { oneOf: readable.map(ref) };
}
