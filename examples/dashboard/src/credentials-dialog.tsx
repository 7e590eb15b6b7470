import { useApolloClient } from '@apollo/client/react';
import { useRef } from 'react';
import {
  credentialHeaders,
  heldCredentials,
  keepCredentials,
  type CredentialHeader,
} from './credentials.ts';

const headers = Object.entries(credentialHeaders) as [CredentialHeader, string][];

/** Nothing has to be typed where the gateway lends its own credentials, as its sandbox does. */
export function CredentialsDialog() {
  const client = useApolloClient();
  const dialog = useRef<HTMLDialogElement>(null);

  /** With what is in use: what was typed and then cancelled is not. */
  function open(shown: HTMLDialogElement) {
    for (const input of shown.querySelectorAll('input')) {
      input.value = heldCredentials()[input.name as CredentialHeader] ?? '';
    }
    shown.showModal();
  }

  function keep(form: HTMLFormElement) {
    const typed = new FormData(form);
    keepCredentials(
      Object.fromEntries(headers.map(([name]) => [name, String(typed.get(name)).trim()])),
    );
    // Whoever asks now may see other things: nothing of what was shown before stays. Each part of the
    // page shows how its own query ends; those that are gone by then would be told of here.
    client.resetStore().catch(() => {});
  }

  return (
    <>
      <button type="button" className="quiet" onClick={() => open(dialog.current!)}>
        Credentials
      </button>
      <dialog ref={dialog} aria-labelledby="credentials-title">
        <form method="dialog" onSubmit={(event) => keep(event.currentTarget)}>
          <h2 id="credentials-title">Credentials</h2>
          <p className="soft">
            Kept in this page’s memory until it is closed, and sent to the gateway only. Empty
            fields leave it to the gateway.
          </p>
          {headers.map(([name, label]) => (
            <label key={name}>
              {label}
              <input
                name={name}
                type="password"
                autoComplete="off"
                spellCheck={false}
                pattern="[ -~]*"
                title="Letters, digits and signs of ASCII: no header can carry others"
              />
            </label>
          ))}
          <div className="actions">
            <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit">Use these</button>
          </div>
        </form>
      </dialog>
    </>
  );
}
