import {
  compareData,
  compareErrors,
  nullOnTheWay,
  unexplained,
  type Difference,
} from './compare.ts';
import type { Case, Testimony } from './judge.ts';
import type { Oddity, OddityKind } from './oddities.ts';

export interface Verdict {
  /** Where the plan is wrong, by the specification. */
  plan: string[];
  /** Where Mesh is, in a way that is not known. */
  mesh: string[];
  /** Which of its known defects Mesh may have shown. */
  known: ReadonlySet<OddityKind>;
}

/** graphql-js is right. The plan has to agree with it; Mesh too, but for its known defects. */
export function judge(heard: Case): Verdict {
  const { plan, mesh, reference } = heard;
  const ofMesh = mesh
    ? differencesOf(mesh, reference).filter((it) => !isSaidOtherwise(it, mesh, reference))
    : [];
  const oddities = [
    ...heard.oddities,
    ...thenables(ofMesh),
    ...lostFragments(ofMesh),
    ...lostLinks(mesh),
  ];
  const ofPlan = differencesOf(plan, reference).filter((it) => {
    // What fails as a whole says so at each of its fields, though one would do to make all null.
    const isBeside = isSaidOtherwise(it, plan, reference);
    if (!heard.hasLinks) return !(isBeside && it.says.startsWith('says '));
    // What answers later is completed in any order, and so are the errors found that spread.
    const isFirst = isBeside && (it.says.startsWith('says ') || isSpread(it, reference));
    return !isFirst && !isUnasked(it, plan);
  });
  return {
    plan: [
      ...ofPlan.map(print),
      ...orderOfKeys(plan, reference),
      ...plan.log.problems.map((problem) => `sends what no server takes: ${problem}`),
      // Where Mesh goes wrong it may not ask at all.
      ...(mesh && ofMesh.length + oddities.length === 0
        ? [...excess(plan, mesh), ...orderOfWrites(plan, mesh)]
        : []),
    ],
    mesh: unexplained(ofMesh, oddities).map(print),
    known: new Set(ofMesh.length > 0 ? oddities.map(({ kind }) => kind) : []),
  };
}

function differencesOf(testimony: Testimony, reference: Testimony): Difference[] {
  const errors = compareErrors(testimony, reference).filter(
    (difference) => !isSaidBySource(difference, testimony),
  );
  return [...compareData(testimony.data, reference.data), ...errors];
}

/** The specification wants one error for each null; what sources report besides is passed on. */
function isSaidBySource({ path, says }: Difference, { data }: Testimony): boolean {
  return /^says SOURCE_ERROR .*: refuses \d+$/.test(says) && isNullAt(data, path);
}

/** graphql-js follows links out of objects that become null in the end; a plan never does. */
function isUnasked({ says }: Difference, { log }: Testimony): boolean {
  const [, source] = /^does not say .*?(\w+): has a warning$/.exec(says) ?? [];
  return source !== undefined && log.requests.every(({ contract }) => contract !== source);
}

/** Of several errors that would make one place null, whichever comes first is said. */
function isSaidOtherwise(
  { path, says }: Difference,
  testimony: Testimony,
  reference: Testimony,
): boolean {
  const place = nullOnTheWay(reference.data, path);
  if (!place || !/^(?:says|does not say) /.test(says)) return false;
  const isBelow = (error: { path?: Difference['path'] }) =>
    place.every((key, index) => error.path?.[index] === key);
  return testimony.errors.some(isBelow) && reference.errors.some(isBelow);
}

/** Whether it made more null than its own place. */
function isSpread({ path }: Difference, { data }: Testimony): boolean {
  return (nullOnTheWay(data, path)?.length ?? 0) < path.length;
}

function isNullAt(data: unknown, path: Difference['path']): boolean {
  return nullOnTheWay(data, path) !== undefined;
}

function orderOfKeys({ data }: Testimony, reference: Testimony): string[] {
  const isSame = JSON.stringify(data) === JSON.stringify(reference.data);
  return isSame || compareData(data, reference.data).length > 0 ? [] : ['has keys out of order'];
}

/** Calls for each contract: a plan may make fewer than Mesh, and never more. */
function excess(plan: Testimony, mesh: Testimony): string[] {
  const count = ({ log }: Testimony, name: string) =>
    log.requests.filter(({ contract }) => contract === name).length;
  // Mesh refuses by itself what a plan leaves to the source to refuse.
  if (mesh.errors.some(({ message }) => message.startsWith('Argument "'))) return [];
  const contracts = new Set(plan.log.requests.map(({ contract }) => contract));
  return [...contracts].flatMap((name) => {
    const [own, other] = [count(plan, name), count(mesh, name)];
    return own > other ? [`makes ${own} calls to ${name} where Mesh makes ${other}`] : [];
  });
}

function orderOfWrites(plan: Testimony, mesh: Testimony): string[] {
  const [own, other] = [plan.log.writes.join('\n'), mesh.log.writes.join('\n')];
  return own === other ? [] : [`writes\n${own}\nwhere Mesh writes\n${other}`];
}

/** Mesh takes an object with a `then` for a promise, and all that waits for the same link waits with it. */
function thenables(differences: readonly Difference[]): Oddity[] {
  return differences
    .filter(({ says }) => says.includes('.then is not a function'))
    .map(({ path }) => ({ kind: 'thenable', path }));
}

/** A fragment that only asks for types is dropped and its spread is not: the whole request fails for it. */
function lostFragments(differences: readonly Difference[]): Oddity[] {
  return differences
    .filter(({ says }) => says.endsWith("undefined (reading 'typeCondition')"))
    .map(({ path }) => ({ kind: 'hollow', path }));
}

/** Of links of several types in one place Mesh may ask nothing, whatever there is to say beside. */
function lostLinks(mesh: Testimony | undefined): Oddity[] {
  return (mesh?.errors ?? [])
    .filter(({ message }) => message.endsWith('fieldNodes is not iterable'))
    .map(({ path = [] }) => ({ kind: 'abstract', path }));
}

function print({ path, says }: Difference): string {
  return `${path.join('.')}: ${says}`;
}
