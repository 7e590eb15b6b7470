import type { Notice, PlacedNotice } from '../live-offer.ts';
import type { LiveFields } from './describe-live.ts';

/** What a notice means to each subscription field of its source. */
export function placeNotice(
  { feeds }: LiveFields,
  source: string,
  notice: Notice,
): Map<string, PlacedNotice> {
  const placed = new Map<string, PlacedNotice>();
  for (const [field, feed] of feeds) {
    const place = feed.source.name === source ? feed.place(notice) : undefined;
    if (place) placed.set(field, place);
  }
  return placed;
}
