import { Gauge } from 'prom-client';
import type { ContractState } from '../transport/index.ts';

/** What can be looked at when somebody scrapes. */
export interface MetricsView {
  /** By contract. */
  states(): Record<string, ContractState>;
  sourceOf(contract: string): string;
  /** HTTP requests under way. */
  underWay(): number;
  /** That kept answers take. */
  cacheBytes(): number;
  /** Of what is told as it happens. */
  live(): { subscriptions: number; pollers: number; sockets: number };
}

const CIRCUITS = ['closed', 'probing', 'open'] as const;

/** Looked up when somebody scrapes, and at no other time. */
export function createGauges({
  states,
  sourceOf,
  underWay,
  cacheBytes,
  live,
}: MetricsView): Gauge[] {
  const perContract = (name: string, help: string, read: (state: ContractState) => number) =>
    new Gauge({
      name: `trefoil_source_${name}`,
      help,
      labelNames: ['source', 'contract'],
      registers: [],
      collect() {
        for (const [contract, state] of Object.entries(states())) {
          this.set({ source: sourceOf(contract), contract }, read(state));
        }
      },
    });
  const circuit = new Gauge({
    name: 'trefoil_source_circuit',
    help: '1 for the state that the circuit is in: closed, probing or open.',
    labelNames: ['source', 'contract', 'state'],
    registers: [],
    collect() {
      for (const [contract, known] of Object.entries(states())) {
        for (const state of CIRCUITS) {
          const labels = { source: sourceOf(contract), contract, state };
          this.set(labels, state === known.circuit ? 1 : 0);
        }
      }
    },
  });
  const cache = new Gauge({
    name: 'trefoil_cache_bytes',
    help: 'Memory that kept answers take.',
    registers: [],
    collect() {
      this.set(cacheBytes());
    },
  });
  const requests = new Gauge({
    name: 'trefoil_http_requests_under_way',
    help: 'GraphQL requests that count towards the concurrency limit.',
    registers: [],
    collect() {
      this.set(underWay());
    },
  });
  const perLive = (kind: keyof ReturnType<MetricsView['live']>, name: string, help: string) =>
    new Gauge({
      name: `trefoil_${name}`,
      help,
      registers: [],
      collect() {
        this.set(live()[kind]);
      },
    });
  return [
    perLive('subscriptions', 'subscriptions', 'Subscriptions open.'),
    perLive('pollers', 'pollers', 'What is looked at over and over because somebody watches it.'),
    perLive('sockets', 'websockets', 'WebSocket connections open.'),
    perContract('queued', 'Calls that wait for their turn.', ({ queued }) => queued),
    perContract('in_flight', 'Calls under way.', ({ inFlight }) => inFlight),
    circuit as Gauge,
    cache,
    requests,
  ];
}
