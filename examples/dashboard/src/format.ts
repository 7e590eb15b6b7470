const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export function formatDate(text: string | null | undefined): string {
  return text ? dates.format(new Date(text)) : 'no date';
}

export function formatDuration(durationMs: number | null | undefined): string | undefined {
  if (durationMs === null || durationMs === undefined) return undefined;
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
