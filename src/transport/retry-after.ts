const SECONDS = /^\d+(?:\.\d+)?(?=\s*(?:,|$))/;

/**
 * Reads `Retry-After`, in seconds or as a date; undefined when it is missing or makes no sense. Of one
 * that two servers on the way have set, the first counts.
 */
export function readRetryAfter(
  headers: Readonly<Record<string, string>>,
  wallClockMs: number = Date.now(),
): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const [seconds] = SECONDS.exec(text) ?? [];
  if (seconds) return Math.min(Math.round(Number(seconds) * 1000), Number.MAX_SAFE_INTEGER);
  // The parser makes a date of nearly anything, `-1` among it; one that is meant has a time of day.
  const dateMs = /\d:\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - wallClockMs);
}
