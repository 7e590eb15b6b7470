import type { Config } from '../config.ts';
import type { Transport } from '../transport/index.ts';

export interface Readiness {
  status: 'ready';
  sources: Record<string, SourceReadiness>;
}

export interface SourceReadiness {
  isStandIn: boolean;
  contracts: ReturnType<Transport['states']>;
}

/** Ready to take requests; a source in trouble is said, and does not take the others out of service. */
export function describeReadiness(
  { sources }: Config,
  states: ReturnType<Transport['states']>,
): Readiness {
  const belongsTo = (name: string) => (contract: string) =>
    contract === name || contract.startsWith(`${name}_`);
  return {
    status: 'ready',
    sources: Object.fromEntries(
      sources.map(({ source: { name }, endpoint, isVendor }) => [
        name,
        {
          isStandIn: endpoint === undefined && !isVendor,
          contracts: Object.fromEntries(
            Object.entries(states).filter(([contract]) => belongsTo(name)(contract)),
          ),
        },
      ]),
    ),
  };
}
