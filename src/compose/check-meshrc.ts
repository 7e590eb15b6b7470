import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { jsonSchema } from '@graphql-mesh/types';
import type { Source } from '../source.ts';
import { findHeaderFaults } from './check-headers.ts';
import { findSource } from '../find-source.ts';
import { handlerConfig, type MeshSource, type Meshrc } from './read-meshrc.ts';

/** Something wrong in `.meshrc.yaml`, and where. */
export interface Problem {
  path: string[];
  /** The key below `path` that should not be there. */
  key?: string;
  says: string;
}

/** Holds the file against Mesh's own schema: what Mesh would let pass with a warning stops here. */
export function findSchemaProblems(meshrc: unknown): Problem[] {
  validate ??= new Ajv({ strict: false, allErrors: true }).compile(strictSchema());
  if (validate(meshrc)) return [];
  const errors = validate.errors ?? [];
  // A misspelt option also fails every alternative of `anyOf` above it: keep the deepest complaint only.
  const depth = Math.max(...errors.map(({ instancePath }) => instancePath.split('/').length));
  const deepest = errors.filter(
    (error) => isSpecific(error) && error.instancePath.split('/').length >= depth - 1,
  );
  const problems = (deepest.length > 0 ? deepest : errors).map(describe);
  return problems.filter(
    ({ says }, index) => problems.findIndex((other) => other.says === says) === index,
  );
}

let validate: ValidateFunction | undefined;

type Schema = Record<string, unknown> & { properties?: Record<string, Schema> };

/**
 * Mesh's schema without its ways out: there, a transform may also be anything at all, and a GraphQL
 * handler may be three things, which turns one typo into a dozen complaints.
 */
function strictSchema(): Schema {
  const definitions: Record<string, Schema> = { ...jsonSchema.definitions };
  const { properties = {} } = definitions['Transform']!;
  const strict = Object.entries(properties).map(([name, { anyOf }]): [string, Schema] => {
    const [first] = (anyOf ?? []) as Schema[];
    return [name, first ?? properties[name]!];
  });
  definitions['Transform'] = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(strict),
  };
  const { Handler: handler } = definitions;
  definitions['Handler'] = {
    ...handler,
    properties: {
      ...handler!.properties,
      graphql: definitions['GraphQLHandlerHTTPConfiguration']!,
    },
  };
  return { ...(jsonSchema as Schema), $schema: undefined, definitions };
}

/** What Mesh's schema cannot know: names, endpoints, and which header carries which credential. */
export function findSourceProblems(meshrc: Meshrc, sources: readonly Source[]): Problem[] {
  if (!Array.isArray(meshrc?.sources)) return [{ path: [], says: '`sources` is missing' }];
  const names = meshrc.sources.map(({ name }) => name);
  return meshrc.sources.flatMap((meshSource, index) => {
    const path = ['sources', String(index)];
    if (names.indexOf(meshSource.name) < index) {
      return [{ path, says: `two sources are called "${meshSource.name}"` }];
    }
    return findBlockProblems(meshSource, sources, path);
  });
}

function findBlockProblems(
  meshSource: MeshSource,
  sources: readonly Source[],
  path: string[],
): Problem[] {
  const { name } = meshSource;
  const source = findSource(name, sources);
  if (!source) {
    const known = sources.map((other) => other.name).join(', ');
    return [{ path, says: `\`name: ${name}\` belongs to none of the sources ${known}` }];
  }
  const kinds = Object.keys(meshSource.handler);
  const [kind] = kinds;
  if ((kind !== 'graphql' && kind !== 'openapi') || kinds.length > 1) {
    const found = kinds.length > 0 ? `, not ${kinds.join(' and ')}` : '';
    const says = `source "${name}": \`handler\` must be graphql or openapi${found}`;
    return [{ path: [...path, 'handler'], ...(kind ? { key: kind } : {}), says }];
  }
  const config = handlerConfig(meshSource);
  const at = [...path, 'handler', kind];
  if (typeof config.source !== 'string' || typeof config.endpoint !== 'string') {
    return [
      { path: at, says: `source "${name}": needs both \`source\`, its contract, and \`endpoint\`` },
    ];
  }
  const faults = findHeaderFaults(meshSource, source);
  return faults.map((says) => ({ path: [...at, 'operationHeaders'], says }));
}

function isSpecific({ keyword }: ErrorObject): boolean {
  return !['anyOf', 'oneOf', 'if'].includes(keyword);
}

function describe({ keyword, params, message, instancePath }: ErrorObject): Problem {
  const path = instancePath.split('/').slice(1).map(decodePointer);
  const where = path.length > 0 ? `\`${path.join('.')}\`` : 'the file';
  if (keyword === 'additionalProperties') {
    const { additionalProperty: key } = params as { additionalProperty: string };
    return { path, key, says: `${where} has no option "${key}"` };
  }
  return { path, says: `${where} ${message ?? 'is not valid'}` };
}

function decodePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
