import { Ajv, type ErrorObject } from 'ajv';
import { jsonSchema } from '@graphql-mesh/types';
import type { Source } from '../source.ts';
import { findHeaderFaults } from './check-headers.ts';
import { findSource } from './find-source.ts';
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
  const ajv = new Ajv({ strict: false, allErrors: true });
  if (ajv.validate({ ...jsonSchema, $schema: undefined }, meshrc)) return [];
  const errors = ajv.errors ?? [];
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
  const [kind, ...others] = Object.keys(meshSource.handler ?? {});
  if ((kind !== 'graphql' && kind !== 'openapi') || others.length > 0) {
    return [{ path, says: `source "${name}": \`handler\` must be graphql or openapi` }];
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
