import { findSource } from '../find-source.ts';
import type { CredentialKind, Source } from '../source.ts';
import { findFault, finishCredential } from './credential.ts';
import type { Digest, FinishedCredential, Origin } from './credential.ts';
import type { Grant } from './grants.ts';

/** One place that credentials come from: the caller's headers, a profile, the environment. */
export interface Layer {
  readonly origin: Origin;
  /** By the header that a caller would send it in. */
  secretOf(header: string): string | undefined;
  /** Undefined when the layer has nothing to give for this source. */
  grantOf(source: string): Grant | undefined;
}

/** What an identity has for a source, or for one contract of it that takes its own credentials. */
export interface Access {
  readonly source: Source;
  /** Headers that would help, the usual one first. */
  readonly headers: { readonly read: readonly string[]; readonly write: readonly string[] };
  readonly origin?: Origin;
  readonly grant?: Grant;
  readonly read?: FinishedCredential;
  readonly write?: FinishedCredential;
  /** The caller sent a credential that cannot be one. */
  readonly fault?: { readonly header: string; readonly detail: string };
}

/** Contracts that share their credentials: those of a source, but for those with kinds of their own. */
export interface Door {
  /** The name of a source or of one contract. */
  readonly name: string;
  readonly source: Source;
  /** Those of the contract before those of the whole source. */
  readonly kinds: readonly CredentialKind[];
}

export function listDoors(sources: readonly Source[]): Door[] {
  return sources.flatMap((source) => {
    const general = source.credentials.filter(({ contract }) => contract === undefined);
    const ownContracts = new Set(source.credentials.flatMap(({ contract }) => contract ?? []));
    return [
      { name: source.name, source, kinds: general },
      ...[...ownContracts].map((contract) => ({
        name: contract,
        source,
        kinds: [...source.credentials.filter((kind) => kind.contract === contract), ...general],
      })),
    ];
  });
}

/** Which door a contract is behind: its own, or that of the source it belongs to. */
export function createDoorFinder(doors: readonly Door[]): (contract: string) => string {
  const sources = doors.map(({ source }) => source);
  const found = new Map(doors.map(({ name }) => [name, name]));
  return function findDoor(contract) {
    const known = found.get(contract);
    if (known !== undefined) return known;
    const owner = findSource(contract, sources)?.name;
    if (owner === undefined) throw new TypeError(`no source has a contract "${contract}"`);
    found.set(contract, owner);
    return owner;
  };
}

/**
 * The first layer that holds anything for a door gives everything for it: a caller's reading key
 * and a profile's writing key may belong to two accounts, and must not meet in one operation.
 */
export function openDoor(door: Door, layers: readonly Layer[], digest: Digest): Access {
  const { source, kinds } = door;
  const closed = {
    source,
    headers: { read: headersFor(kinds, readRank), write: headersFor(kinds, writeRank) },
  };
  for (const layer of layers) {
    const grant = layer.grantOf(source.name);
    const held = kinds.filter(({ header }) => layer.secretOf(header) !== undefined);
    if (!grant || held.length === 0) continue;
    const { origin } = layer;
    for (const kind of held) {
      const detail = findFault(kind, layer.secretOf(kind.header)!);
      if (detail) return { ...closed, origin, fault: { header: kind.header, detail } };
    }
    const finish = (kind: CredentialKind | undefined) =>
      kind && finishCredential(kind, layer.secretOf(kind.header)!, origin, digest);
    const read = finish(best(held, readRank));
    const write = finish(best(held, writeRank));
    return { ...closed, origin, grant, ...(read && { read }), ...(write && { write }) };
  }
  return closed;
}

type Rank = Readonly<Partial<Record<NonNullable<CredentialKind['use']>, number>>>;
// A query must not travel with a key that can write while there is one that cannot.
const readRank: Rank = { read: 0, both: 1, write: 2 };
const writeRank: Rank = { write: 0, both: 1 };

const rankOf = ({ use = 'both' }: CredentialKind, rank: Rank): number => rank[use] ?? Infinity;

function best(kinds: readonly CredentialKind[], rank: Rank): CredentialKind | undefined {
  const usable = kinds.filter((kind) => rankOf(kind, rank) < Infinity);
  const [first] = usable;
  // Kinds of the contract come first; those of the whole source stand in for them only.
  const closest = usable.filter(({ contract }) => contract === first?.contract);
  return closest.toSorted((a, b) => rankOf(a, rank) - rankOf(b, rank))[0];
}

function headersFor(kinds: readonly CredentialKind[], rank: Rank): string[] {
  return kinds.filter((kind) => rankOf(kind, rank) < Infinity).map(({ header }) => header);
}
