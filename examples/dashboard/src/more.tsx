import { useState, type ReactNode } from 'react';
import { Action } from './action.tsx';
import { Notices } from './notices.tsx';

export interface MoreProps {
  /** `fetchMore`. What is shown already stays when it fails. */
  load(): Promise<{ error?: unknown }>;
  children: ReactNode;
}

/** The next page of a list, below it. */
export function More({ load, children }: MoreProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function more() {
    setBusy(true);
    const answer = await load().catch((failure: unknown) => ({ error: failure }));
    setError(answer.error);
    setBusy(false);
  }

  return (
    <div className="more">
      <Notices error={error} />
      <Action isQuiet isBusy={isBusy} onAct={() => void more()}>
        {isBusy ? 'Loading …' : children}
      </Action>
    </div>
  );
}
