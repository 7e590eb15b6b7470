const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });
/** A date without a time is the same day wherever it is read. */
const wholeDays = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

export function formatDate(text: string): string {
  return (isWholeDay(text) ? wholeDays : days).format(new Date(text));
}

/** With the time of day, where there is one. */
export function formatMoment(text: string): string {
  return isWholeDay(text) ? formatDate(text) : moments.format(new Date(text));
}

export function formatDuration(durationMs: number | null | undefined): string | undefined {
  if (durationMs === null || durationMs === undefined) return undefined;
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function isWholeDay(text: string): boolean {
  return !text.includes('T');
}
