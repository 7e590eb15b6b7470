import { useId, useState } from 'react';
import { holdHeader, isSendable, useHeldHeaders } from './held-headers.ts';
import { EyeIcon } from './icons.tsx';

/** One header of the page's requests, typed unseen. */
export function HeaderField({ header, hint }: { header: string; hint: string }) {
  const id = useId();
  const secret = useHeldHeaders().get(header) ?? '';
  const [isShown, setShown] = useState(false);

  return (
    <div className="trefoil-field">
      <label htmlFor={id}>
        <code>{header}</code>
      </label>
      <div className="trefoil-secret">
        <input
          id={id}
          type={isShown ? 'text' : 'password'}
          value={secret}
          placeholder="not sent"
          spellCheck={false}
          autoComplete="off"
          // Password managers would offer to keep what must not be kept.
          data-1p-ignore
          data-lpignore="true"
          aria-describedby={`${id}-hint`}
          aria-invalid={!isSendable(secret)}
          onChange={({ target }) => holdHeader(header, target.value)}
        />
        <button
          type="button"
          aria-label={`Show ${header}`}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <EyeIcon />
        </button>
      </div>
      <p id={`${id}-hint`} className="trefoil-fine">
        {isSendable(secret) ? hint : 'Not sent: this has a character that no header can carry.'}
      </p>
    </div>
  );
}
