import type { ReactNode } from 'react';

export interface ActionProps {
  onAct: () => void;
  isBusy?: boolean;
  isQuiet?: boolean;
  children: ReactNode;
}

/** Not `disabled` while it works: the keyboard would lose its place on the page. */
export function Action({ onAct, isBusy = false, isQuiet = false, children }: ActionProps) {
  return (
    <button
      type="button"
      {...(isQuiet && { className: 'quiet' })}
      aria-disabled={isBusy}
      onClick={() => isBusy || onAct()}
    >
      {children}
    </button>
  );
}
