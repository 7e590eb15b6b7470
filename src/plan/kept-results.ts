import type { Answer, FetchResult } from './plan.ts';

/**
 * The answer cache gives the same value to the same caller again and again. What a fetch makes of it
 * is made once, and is forgotten together with the value.
 */
export function rememberResults<Value>(
  complete: (value: Value) => FetchResult,
): (value: Value) => FetchResult {
  const known = new WeakMap<object, FetchResult>();
  return function completeOnce(value) {
    if (typeof value !== 'object' || value === null) return complete(value);
    let result = known.get(value);
    if (!result) {
      result = complete(value);
      // What waits for another source is filled in later, for one answer only.
      if (isFinished(result)) known.set(value, result);
    }
    return result;
  };
}

const answers = new WeakMap<FetchResult, { results: readonly FetchResult[]; answer: Answer }>();

/** The answer that was made of these very results before. */
export function findAnswer(results: readonly FetchResult[]): Answer | undefined {
  const [first] = results;
  const known = first && answers.get(first);
  if (!known || known.results.length !== results.length) return undefined;
  return results.every((result, index) => result === known.results[index])
    ? known.answer
    : undefined;
}

export function keepAnswer(results: readonly FetchResult[], answer: Answer): void {
  const [first] = results;
  if (!first || !results.every(isFinished)) return;
  answers.set(first, { results, answer: { ...answer, isKept: true } });
}

function isFinished({ values, errors, waiting = [] }: FetchResult): boolean {
  return values !== undefined && errors.length === 0 && waiting.length === 0;
}
