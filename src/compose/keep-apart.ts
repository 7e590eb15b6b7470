import { GatewayError } from '../errors.ts';
import type { MeshSource } from './read-meshrc.ts';

type Transforms = NonNullable<MeshSource['transforms']>;

/**
 * A prefix can make one name of two: `Order` becomes `AcmeOrder`, and the contract may have a type of
 * that name. Mesh would then let one take the other's place without a word. The one that has to
 * change gets a name of its own first: `Acme_Order`.
 */
export function keepApart(
  types: readonly string[],
  transforms: Transforms,
  contract: string,
): Transforms {
  const meant = new Map(types.map((type) => [type, rename(type, transforms)]));
  const taken = new Set(meant.values());
  const renames = types.flatMap((type) => {
    const name = meant.get(type)!;
    const isShared = types.some((other) => other !== type && meant.get(other) === name);
    if (!isShared || name === type) return [];
    let apart = separate(name, type);
    while (taken.has(apart)) apart = separate(apart, type);
    taken.add(apart);
    return [{ from: { type }, to: { type: apart }, includeDefaults: true }];
  });
  if (renames.length === 0) return transforms;
  const kept: Transforms = [{ rename: { renames } }, ...transforms];
  refuseMerging(types, kept, contract);
  return kept;
}

/** `AcmeOrder` made of `Order` -> `Acme_Order`. */
function separate(name: string, type: string): string {
  return name.endsWith(type) ? `${name.slice(0, -type.length)}_${type}` : `${name}_`;
}

function refuseMerging(types: readonly string[], transforms: Transforms, contract: string): void {
  const claims = new Map<string, string>();
  for (const type of types) {
    const name = rename(type, transforms);
    const other = claims.get(name);
    claims.set(name, type);
    if (other === undefined) continue;
    throw new GatewayError('CONFIG_INVALID', {
      source: contract,
      detail: `the transforms in .meshrc.yaml make one type, ${name}, of ${other} and ${type}; give one of them another name there`,
    });
  }
}

interface Rename {
  from: { type?: string; field?: string };
  to: { type?: string };
  useRegExpForTypes?: boolean;
  regExpFlags?: string;
}

/** What Mesh's rename transform makes of a type's name. */
function rename(type: string, transforms: Transforms): string {
  const changes = transforms.flatMap(
    (transform) => (transform['rename'] as { renames?: Rename[] } | undefined)?.renames ?? [],
  );
  return changes.reduce((name, { from, to, useRegExpForTypes, regExpFlags }) => {
    if (!from.type || !to.type || from.type === to.type) return name;
    if (useRegExpForTypes) return name.replace(new RegExp(from.type, regExpFlags), to.type);
    return name === from.type ? to.type : name;
  }, type);
}
