import { explain, sourceErrors, type SourceError } from './source-errors.ts';

export interface NoticesProps {
  error: unknown;
  /** Only those of this source; null is the gateway itself. All of them without it. */
  source?: string | null;
  onRetry?: () => void;
  isRetrying?: boolean;
}

/** What is missing from the page and why, where it would have been. */
export function Notices({ error, source, onRetry, isRetrying = false }: NoticesProps) {
  const errors = sourceErrors(error).filter(
    (each) => source === undefined || (each.source ?? null) === source,
  );
  return errors.map((each) => (
    <div className="notice" role="alert" key={each.source ?? each.code}>
      <div>
        <strong>{explain(each)}</strong>
        <p>{detail(each)}</p>
      </div>
      {onRetry && (
        <button type="button" onClick={onRetry} disabled={isRetrying}>
          {isRetrying ? 'Trying …' : 'Try again'}
        </button>
      )}
    </div>
  ));
}

function detail({ message, code, requestId }: SourceError) {
  return `${message} (${code}${requestId ? `, request ${requestId.slice(0, 8)}` : ''})`;
}

export function Loading({ lines = 3, of }: { lines?: number; of: string }) {
  return (
    <div role="status" className="loading">
      <span className="hidden">Loading {of} …</span>
      {Array.from({ length: lines }, (_, line) => (
        <span className="bone" key={line} style={{ width: `${92 - line * 17}%` }} />
      ))}
    </div>
  );
}
