export interface LoadingProps {
  of: string;
  /** As many as are asked for, so that nothing moves when they come. */
  rows: number;
  /** Without a state before each. */
  isPlain?: boolean;
}

/** Rows without words, as tall as those that will be here. */
export function Loading({ of, rows, isPlain = false }: LoadingProps) {
  return (
    <div role="status">
      <span className="hidden">Loading {of} …</span>
      <ul className="rows" aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          <li key={row} {...(isPlain && { className: 'plain' })}>
            {!isPlain && <span className="state bone" />}
            <span className="title bone" style={{ width: `${88 - ((row * 23) % 40)}%` }} />
            {isPlain && <span className="bone" />}
            <span className="facts bone" />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function LoadingCards({ of, cards }: { of: string; cards: number }) {
  return (
    <div role="status">
      <span className="hidden">Loading {of} …</span>
      <div className="cards" aria-hidden="true">
        {Array.from({ length: cards }, (_, card) => (
          <div className="card" key={card}>
            <span className="bone" style={{ width: '45%' }} />
            <span className="bone" style={{ width: '60%' }} />
            <dl>
              <span className="bone" />
              <span className="bone" style={{ width: '75%' }} />
              <span className="bone" style={{ width: '85%' }} />
            </dl>
          </div>
        ))}
      </div>
    </div>
  );
}
