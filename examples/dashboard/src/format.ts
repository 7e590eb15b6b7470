const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });
/** A date without a time is the same day wherever it is read. */
const wholeDays = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

export function formatDate(text: string): string {
  return format(text, days);
}

/** With the time of day, where there is one. */
export function formatMoment(text: string): string {
  return format(text, moments);
}

/** Flotiq's dates are texts, which people type: what is no date is shown as it is. */
function format(text: string, otherwise: Intl.DateTimeFormat): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return (isWholeDay(text) ? wholeDays : otherwise).format(date);
}

export function formatDuration(durationMs: number | null | undefined): string | undefined {
  if (durationMs === null || durationMs === undefined) return undefined;
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function isWholeDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
