import { Children, type ReactNode } from 'react';
import { formatDate, formatMoment } from './format.ts';

/** The small print of a row: what there is of it, side by side. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <small className="facts">
      {Children.toArray(children).map((fact, index) => (
        <span key={index}>{fact}</span>
      ))}
    </small>
  );
}

export function When({ at }: { at: string | null | undefined }) {
  if (!at) return 'no date';
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatDate(at)}
    </time>
  );
}
