import type { JsonObject } from '../content-type.ts';

/** 3.1 as the vendor writes it: lists of `examples`, and no server to call. */
export function toOpenApi31(document: JsonObject): JsonObject {
  const rest = pluralizeExamples(without(document, 'openapi', 'servers'));
  return { openapi: '3.1.0', ...(rest as JsonObject) };
}

/** Schemas alone change: an example beside a parameter's or a body's schema goes or stays. */
function pluralizeExamples(value: unknown, isSchema = false): unknown {
  if (Array.isArray(value)) return value.map((item) => pluralizeExamples(item, isSchema));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]): [string, unknown][] => {
    if (key === 'example') {
      if (isSchema) return [['examples', [child]]];
      return 'in' in value ? [] : [[key, child]];
    }
    return [[key, pluralizeExamples(child, isSchema || key === 'schema' || key === 'schemas')]];
  });
  return Object.fromEntries(entries);
}

/** The parts of 3.0 that differ in 2.0, moved to where 2.0 has them. */
export function toSwagger2(document: JsonObject): JsonObject {
  const { info, 'x-tagGroups': tagGroups, security, components, paths } = document as Document;
  return {
    swagger: '2.0',
    info,
    'x-tagGroups': tagGroups,
    host: 'api.flotiq.com',
    basePath: '/',
    schemes: ['https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    securityDefinitions: components.securitySchemes,
    security,
    definitions: downgrade(components.schemas),
    paths: mapValues(paths, (item) => mapValues(item, toSwaggerOperation)),
  };
}

interface Document extends JsonObject {
  components: { schemas: JsonObject; securitySchemes: JsonObject };
  paths: Record<string, Record<string, Operation>>;
}

interface Operation extends JsonObject {
  parameters?: JsonObject[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

type Content = Record<string, { schema?: JsonObject; example?: unknown }>;

function toSwaggerOperation(operation: Operation): JsonObject {
  const { parameters = [], requestBody, responses, ...rest } = operation;
  const [bodyType, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const isForm = bodyType === 'multipart/form-data';
  const bodyParameters = isForm ? formParameters(media?.schema) : bodyParameter(media?.schema);
  return {
    ...rest,
    ...(isForm ? { consumes: [bodyType] } : {}),
    parameters: [...parameters.map(toSwaggerParameter), ...bodyParameters],
    responses: mapValues(responses, toSwaggerResponse),
  };
}

function bodyParameter(schema: JsonObject | undefined): JsonObject[] {
  if (!schema) return [];
  return [{ in: 'body', name: 'body', required: true, schema: downgrade(schema) }];
}

function formParameters(schema: JsonObject | undefined): JsonObject[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    in: 'formData',
    name,
    required: required.includes(name),
    ...(property.format === 'binary' ? { type: 'file' } : without(property, 'example')),
  }));
}

/** 2.0 types a parameter itself, and knows no objects there. */
function toSwaggerParameter(parameter: JsonObject): JsonObject {
  const rest = without(parameter, 'schema', 'example', 'style');
  const type = without(parameter.schema as JsonObject, 'example');
  if (type.type === 'object') return { ...rest, type: 'string' };
  return { ...rest, ...type, ...(type.type === 'array' ? { collectionFormat: 'multi' } : {}) };
}

function toSwaggerResponse({ description, content }: Operation['responses'][string]): JsonObject {
  const [mediaType, media] = Object.entries(content ?? {})[0] ?? [];
  if (!mediaType || !media?.schema) return { description };
  if (mediaType !== 'application/json') return { description, schema: { type: 'file' } };
  return { description, schema: downgrade(media.schema) };
}

/** References move; a choice of types, which 2.0 cannot say, becomes any object. */
function downgrade(value: unknown): unknown {
  if (typeof value === 'string') return value.replace('#/components/schemas/', '#/definitions/');
  if (Array.isArray(value)) return value.map(downgrade);
  if (!isObject(value)) return value;
  if ('oneOf' in value) return { type: 'object' };
  return mapValues(without(value, 'deprecated'), downgrade);
}

function without(object: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

function mapValues<In, Out>(record: Record<string, In>, map: (value: In) => Out) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
