import { invalidFields } from './answers.ts';
import { scalarOf, valuesAt } from './paths.ts';

interface Condition {
  path: string;
  test: Test;
  wanted: string[];
}

/** Whether the values found meet the wanted ones; several found values: any of them will do. */
type Test = (found: string[], wanted: string[]) => boolean;

/** @throws the documented 400 when the text is no JSON object of known conditions */
export function parseFilters(text: string | null): Condition[] {
  const filters = parseObject(text || '{}');
  return Object.entries(filters).map(([path, filter]) => {
    const { type, filter: first, filter2: second } = (filter ?? {}) as Record<string, unknown>;
    const test = tests.get(String(type));
    if (!test) throw invalidFields({ filters: [`Unknown filter type "${String(type)}"`] });
    const wanted = [first, second].flat().filter((value) => value !== undefined);
    return { path, test, wanted: wanted.map(scalarOf) };
  });
}

export function matches(object: unknown, conditions: readonly Condition[]): boolean {
  return conditions.every(({ path, test, wanted }) => {
    const found = valuesAt(object, path).filter((value) => value !== null && value !== '');
    return test(found.map(scalarOf), wanted);
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const filters: unknown = JSON.parse(text);
    if (typeof filters === 'object' && filters !== null) return filters as Record<string, unknown>;
  } catch {
    // Answered like any other text that is no object.
  }
  throw invalidFields({ filters: ['Malformed filters json - Syntax error'] });
}

/** Numbers compare as numbers, all else as text: dates order that way too. */
export function compare(left: string, right: string): number {
  const numbers = [Number(left), Number(right)] as const;
  if (left.trim() && right.trim() && numbers.every((number) => !Number.isNaN(number))) {
    return numbers[0] - numbers[1];
  }
  return left < right ? -1 : Number(left > right);
}

function any(holds: (found: string, wanted: string) => boolean): Test {
  return (found, wanted) => found.some((value) => wanted.some((it) => holds(value, it)));
}

const not =
  (test: Test): Test =>
  (found, wanted) =>
    !test(found, wanted);

const folded = (holds: (found: string, wanted: string) => boolean) =>
  any((found, wanted) => holds(found.toLowerCase(), wanted.toLowerCase()));

const equals = any((found, wanted) => found === wanted);
const contains = folded((found, wanted) => found.includes(wanted));
const empty: Test = (found) => found.length === 0;

const tests = new Map<string, Test>([
  ['equals', equals],
  ['notEqual', not(equals)],
  ['contains', contains],
  ['notContains', not(contains)],
  ['startsWith', folded((found, wanted) => found.startsWith(wanted))],
  ['endsWith', folded((found, wanted) => found.endsWith(wanted))],
  ['lessThan', any((found, wanted) => compare(found, wanted) < 0)],
  ['lessThanOrEqual', any((found, wanted) => compare(found, wanted) <= 0)],
  ['greaterThan', any((found, wanted) => compare(found, wanted) > 0)],
  ['greaterThanOrEqual', any((found, wanted) => compare(found, wanted) >= 0)],
  [
    'inRange',
    (found, [from = '', to = '']) =>
      found.some((value) => compare(value, from) >= 0 && compare(value, to) <= 0),
  ],
  ['empty', empty],
  ['notEmpty', not(empty)],
  ['overlaps', equals],
  ['includes', (found, wanted) => wanted.every((it) => found.includes(it))],
]);
