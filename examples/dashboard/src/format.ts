const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export function formatDate(text: string | null | undefined): string {
  return text ? dates.format(new Date(text)) : 'no date';
}

/** `totalTime` of a deploy is in seconds. */
export function formatSeconds(seconds: number | null | undefined): string | undefined {
  if (seconds === null || seconds === undefined) return undefined;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
