/** Reads `Retry-After`, in seconds or as a date; undefined when it is missing or makes no sense. */
export function readRetryAfter(
  headers: Readonly<Record<string, string>>,
  wallClockMs: number = Date.now(),
): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - wallClockMs);
}
