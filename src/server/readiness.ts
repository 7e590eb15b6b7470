import type { Config } from '../config.ts';
import { findSource } from '../find-source.ts';
import type { KeyringStatus } from '../identity/keyring/keyring.ts';
import type { Transport } from '../transport/index.ts';

export interface Readiness {
  /** Draining: no longer, for the gateway is about to stop. */
  status: 'ready' | 'draining';
  sources: Record<string, SourceReadiness>;
  /** Absent without a keyring. Stale: its file cannot be used, and the last good one is in force. */
  keyring?: Pick<KeyringStatus, 'state' | 'loadedAt'>;
}

export interface SourceReadiness {
  isStandIn: boolean;
  contracts: ReturnType<Transport['states']>;
}

export interface ReadinessOptions {
  config: Config;
  states: Transport['states'];
  keyring: { status(): KeyringStatus } | undefined;
  isDraining(): boolean;
}

/** Ready to take requests; a source in trouble is said, and does not take the others out of service. */
export function describeReadiness(options: ReadinessOptions): Readiness {
  const { config, states, keyring, isDraining } = options;
  const known = Object.entries(states());
  const sources = config.sources.map(({ source }) => source);
  const belongsTo = (name: string, contract: string) =>
    findSource(contract, sources)?.name === name;
  return {
    status: isDraining() ? 'draining' : 'ready',
    sources: Object.fromEntries(
      config.sources.map(({ source: { name }, endpoint, isVendor }) => [
        name,
        {
          isStandIn: endpoint === undefined && !isVendor,
          contracts: Object.fromEntries(known.filter(([contract]) => belongsTo(name, contract))),
        },
      ]),
    ),
    ...(keyring && { keyring: describeKeyring(keyring.status()) }),
  };
}

/** The problem names files of this machine, so it stays in the log. */
function describeKeyring({ state, loadedAt }: KeyringStatus): NonNullable<Readiness['keyring']> {
  return { state, loadedAt };
}
