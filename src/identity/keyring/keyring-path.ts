import type { Environment } from '../../environment.ts';

/** Where the keyring is: `TREFOIL_KEYRING`, else below the working directory. */
export function keyringPath(env: Environment): string {
  return env.TREFOIL_KEYRING || '.trefoil/keyring.json';
}
