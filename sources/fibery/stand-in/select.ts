import { isRelation, typeNamed, type TypeModel } from '../space-model.ts';
import { fieldNamed, type Row, type Workspace } from './workspace.ts';

/** Filters by field name, beside `orderBy`, `limit` and `offset`. */
export type Selector = Record<string, unknown>;

const paging = new Set(['orderBy', 'limit', 'offset']);

/** Whether anything is asked for: a root without a filter selects nothing to change. */
export function isSelective(selector: Selector): boolean {
  return Object.values(selector).some((value) => value !== null && value !== undefined);
}

/** The rows that match, ordered and paged. */
export function select(
  workspace: Workspace,
  rows: Row[],
  { orderBy, limit, offset, ...filters }: Selector,
  defaultLimit = Infinity,
): Row[] {
  const found = rows.filter((row) => matches(workspace, row.type, row, filters));
  if (orderBy) {
    const order = orderBy as Selector;
    found.sort((a, b) => compareBy(workspace, a.type, order, a, b));
  }
  const start = Math.max(0, (offset as number | null) ?? 0);
  return found.slice(start, start + Math.max(0, (limit as number | null) ?? defaultLimit));
}

/** A missing entity counts as one with all fields empty, so `isNull` finds what is not linked. */
export function matches(
  workspace: Workspace,
  type: TypeModel,
  row: Row | undefined,
  filters: Selector,
): boolean {
  return Object.entries(filters).every(([name, condition]) => {
    if (condition === null || condition === undefined || paging.has(name)) return true;
    const field = fieldNamed(type, name);
    const wanted = condition as Selector;
    if (!isRelation(field)) {
      const value = workspace.read(row, field);
      return field.kind === 'dateRange' ? testRange(value, wanted) : test(value, wanted);
    }
    const related = row ? workspace.related(row, field) : [];
    const target = typeNamed(field.target);
    if (field.kind === 'one') return matches(workspace, target, related[0], wanted);
    return testCollection(wanted, related, (item, each) => matches(workspace, target, item, each));
  });
}

function testCollection(
  { isEmpty, contains, containsAny, notContains, notContainsAny }: Selector,
  items: Row[],
  matchesOne: (item: Row, filter: Selector) => boolean,
): boolean {
  const has = (filter: Selector) => items.some((item) => matchesOne(item, filter));
  const list = (filters: unknown) => filters as Selector[] | null | undefined;
  if (typeof isEmpty === 'boolean' && (items.length === 0) !== isEmpty) return false;
  if (list(contains)?.every(has) === false) return false;
  if (list(containsAny)?.some(has) === false) return false;
  if (list(notContains)?.every(has)) return false;
  return !list(notContainsAny)?.some(has);
}

function testRange(value: unknown, { isNull, start, end }: Selector): boolean {
  const range = value as { start?: string; end?: string } | null;
  if (typeof isNull === 'boolean' && (range === null) !== isNull) return false;
  return (
    test(range?.start ?? null, (start ?? {}) as Selector) &&
    test(range?.end ?? null, (end ?? {}) as Selector)
  );
}

type Operator = (value: never, wanted: never) => boolean;

const lower = (text: string) => text.toLowerCase();

/** Operators that an empty value can pass: it is not the wanted one. */
const negative: Record<string, Operator> = {
  isNot: (value: unknown, wanted: unknown) => value !== wanted,
  notIn: (value: unknown, wanted: unknown[]) => !wanted.includes(value),
  notContains: (value: string | null, wanted: string) =>
    !lower(value ?? '').includes(lower(wanted)),
};

const positive: Record<string, Operator> = {
  is: (value: unknown, wanted: unknown) => value === wanted,
  in: (value: unknown, wanted: unknown[]) => wanted.includes(value),
  contains: (value: string, wanted: string) => lower(value).includes(lower(wanted)),
  greater: (value: string, wanted: string) => value > wanted,
  greaterOrEquals: (value: string, wanted: string) => value >= wanted,
  less: (value: string, wanted: string) => value < wanted,
  lessOrEquals: (value: string, wanted: string) => value <= wanted,
};

function test(value: unknown, condition: Selector): boolean {
  return Object.entries(condition).every(([operator, wanted]) => {
    if (wanted === null || wanted === undefined) return true;
    if (operator === 'isNull') return (value === null) === wanted;
    const accepts = negative[operator] ?? positive[operator];
    if (value === null && operator in positive) return false;
    return accepts?.(value as never, wanted as never) ?? false;
  });
}

/** Empty values come last going up and first going down, as in the vendor's database. */
function compareBy(
  workspace: Workspace,
  type: TypeModel,
  order: Selector,
  a: Row | undefined,
  b: Row | undefined,
): number {
  for (const [name, direction] of Object.entries(order)) {
    if (!direction) continue;
    const field = fieldNamed(type, name);
    let result = 0;
    if (isRelation(field)) {
      const [one, other] = [a, b].map((row) => row && workspace.related(row, field)[0]);
      result = compareBy(workspace, typeNamed(field.target), direction as Selector, one, other);
    } else if (field.kind === 'dateRange') {
      const [one, other] = [a, b].map((row) => (workspace.read(row, field) ?? {}) as Selector);
      for (const [edge, way] of Object.entries(direction)) {
        result ||= compare(one?.[edge] ?? null, other?.[edge] ?? null, way as string);
      }
    } else {
      const isNumbered = name === 'publicId';
      const [one, other] = [a, b].map((row) => {
        const value = workspace.read(row, field);
        return isNumbered && value !== null ? Number(value) : value;
      });
      result = compare(one, other, direction as string);
    }
    if (result !== 0) return result;
  }
  return 0;
}

function compare(a: unknown, b: unknown, direction: string): number {
  if (a === b) return 0;
  const isUp = a === null || (b !== null && (a as string) > (b as string));
  return isUp === (direction === 'ASC') ? 1 : -1;
}
