import { Registry, collectDefaultMetrics } from 'prom-client';

let registry: Registry | undefined;

/** CPU, memory, garbage collection and event loop: the process's, whoever shares it. */
export function processMetrics(): Registry {
  if (!registry) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
