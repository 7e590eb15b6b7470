/** More than anything real has, and no trouble for functions that call themselves, like JSON.stringify. */
const deepest = 500;

/** Whether lists and objects are nested in each other deeper than anybody could write out. */
export function isTooDeep(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const inner = Array.isArray(value) ? (value as unknown[]) : Object.values(value);
  return inner.some((item) => isTooDeep(item, levels - 1));
}
