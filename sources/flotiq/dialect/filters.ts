import { badInput, type Account } from './account.ts';
import { encodeTargets } from './inputs.ts';
import { isObject, type Json } from './links.ts';

/** One condition as the source takes it. */
interface Condition {
  type: string;
  filter: unknown;
  filter2?: unknown;
}

/** By path: `internal.createdAt`, `author[*].dataUrl`. */
export type Filters = Record<string, Condition>;

/** Nothing can meet these: there is no need to ask. */
export const NOTHING = Symbol('nothing');

const comparisons = new Set([
  'equals',
  'notEqual',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'lessThan',
  'lessThanOrEqual',
  'greaterThan',
  'greaterThanOrEqual',
  'includes',
]);

/** Encodes `where`. The source takes one condition for each path, and all of them have to hold. */
export function encodeWhere(
  account: Account,
  type: string,
  where: unknown,
): Filters | typeof NOTHING {
  const filters = new Map<string, Condition>();
  let isImpossible = false;

  const add = (path: string, condition: Condition | typeof NOTHING | undefined) => {
    if (condition === NOTHING) isImpossible = true;
    else if (condition) filters.set(path, condition);
  };
  const visit = (object: string, value: Json, prefix: string, label: string) => {
    for (const [name, filter] of Object.entries(value)) {
      if (!isObject(filter)) continue;
      const here = `${label}.${name}`;
      const facts = account.field(object, name);
      const path = prefix + (facts?.wire ?? name);
      const items = path + '[*]'.repeat(facts?.lists ?? 0);
      if (name === 'internal' && account.apiOf(object) !== undefined) {
        visit('FlotiqInternal', filter, 'internal.', here);
      } else if (facts?.relation) {
        const [operator, wanted] = onlyCondition(filter, here, ['type']);
        if (operator === 'empty' || operator === 'notEmpty') add(path, presence(operator, wanted));
        else {
          const urls = encodeTargets(account, facts.relation, filter, here);
          add(`${items}.dataUrl`, anyOf('overlaps', urls));
        }
      } else if (facts?.object !== undefined) visit(facts.object, filter, `${items}.`, here);
      else add(path, toCondition(filter, here));
    }
  };

  if (isObject(where)) visit(type, where, '', 'where');
  return isImpossible ? NOTHING : Object.fromEntries(filters);
}

function toCondition(filter: Json, label: string): Condition | typeof NOTHING | undefined {
  const { lessThanOrEqual: to, greaterThanOrEqual: from, ...others } = filter;
  if (from !== undefined && to !== undefined && Object.keys(others).length === 0) {
    return range(from, to, label);
  }
  const [operator, wanted] = onlyCondition(filter, label);
  if (comparisons.has(operator)) return { type: operator, filter: wanted };
  if (operator === 'in') return anyOf('equals', wanted as unknown[]);
  if (operator === 'overlaps') return anyOf('overlaps', wanted as unknown[]);
  if (operator === 'notIn') {
    const unwanted = wanted as unknown[];
    return unwanted.length === 0 ? undefined : { type: 'notEqual', filter: unwanted };
  }
  if (operator === 'inRange') {
    const { from: lowest, to: highest } = wanted as { from: unknown; to: unknown };
    return range(lowest, highest, label);
  }
  return presence(operator, wanted);
}

function range(from: unknown, to: unknown, label: string): Condition {
  if (from === null || to === null) throw noCondition(label);
  return { type: 'inRange', filter: from, filter2: to };
}

function anyOf(type: string, values: readonly unknown[]): Condition | typeof NOTHING {
  return values.length === 0 ? NOTHING : { type, filter: [...values] };
}

function presence(operator: string, isWanted: unknown): Condition {
  const isEmpty = (operator === 'empty') === isWanted;
  return { type: isEmpty ? 'empty' : 'notEmpty', filter: '' };
}

/** A condition of null is refused: left out silently it would find what it was to keep away. */
function onlyCondition(filter: Json, label: string, beside: string[] = []): [string, unknown] {
  const given = Object.entries(filter).filter(([name]) => !beside.includes(name));
  const [first, second] = given;
  if (!first || first[1] === null) throw noCondition(label);
  if (!second) return first;
  const names = given.map(([name]) => name).join(' and ');
  throw badInput(
    `${label} has ${names}; Flotiq takes one condition for each field (of two bounds: lessThanOrEqual with greaterThanOrEqual)`,
    label,
  );
}

const noCondition = (label: string) =>
  badInput(
    `${label} needs one condition that is not null; leave ${label} out, or use empty`,
    label,
  );
