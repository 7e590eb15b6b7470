import { Action } from './action.tsx';
import { explain, sourceErrors, type SourceError } from './source-errors.ts';

export interface NoticesProps {
  error: unknown;
  /** Only those of this source; null is the gateway itself. All of them without it. */
  source?: string | null;
  /** What it means for who reads it, after what went wrong. */
  meaning?: string;
  onRetry?: () => void;
  isRetrying?: boolean;
}

/** What is missing from the page and why, where it would have been. */
export function Notices({ error, source, meaning, onRetry, isRetrying = false }: NoticesProps) {
  const errors = sourceErrors(error).filter(
    (each) => source === undefined || (each.source ?? null) === source,
  );
  return errors.map((each) => (
    <div className="notice" role="alert" key={each.source ?? each.code}>
      <div>
        <strong>{explain(each)}</strong>
        {meaning && <p>{meaning}</p>}
        <small>{detail(each)}</small>
      </div>
      {onRetry && (
        <Action isQuiet isBusy={isRetrying} onAct={onRetry}>
          {isRetrying ? 'Trying …' : 'Try again'}
        </Action>
      )}
    </div>
  ));
}

function detail({ message, code, requestId }: SourceError) {
  return `${message} (${code}${requestId ? `, request ${requestId.slice(0, 8)}` : ''})`;
}
