import type { ConfiguredSource } from './config.ts';
import { GatewayError } from './errors.ts';
import type { Graph, GraphContract } from './graph.ts';

/**
 * Where each contract is spoken to. A source's configured endpoint is that of its first contract;
 * the others of the source are at the same origin, with the path that `.meshrc.yaml` gives them.
 */
export function resolveEndpoints(
  graph: Graph,
  sources: readonly ConfiguredSource[],
  standIns: ReadonlyMap<string, string>,
): Map<string, string> {
  const endpoints = new Map<string, string>();
  for (const { source, endpoint } of sources) {
    const contracts = Object.values(graph.contracts).filter((c) => c.source === source.name);
    const given = standIns.get(source.name) ?? endpoint;
    for (const contract of contracts) {
      endpoints.set(
        contract.name,
        given === undefined ? written(contract) : place(contract, source.name, given),
      );
    }
  }
  return endpoints;
}

function place(contract: GraphContract, source: string, given: string): string {
  if (contract.name === source) return given;
  const { pathname } = new URL(written(contract));
  return new URL(pathname, given).href;
}

/** The value of `${NAME:value}`, or the whole text where it is none. */
function written({ name, endpoint }: GraphContract): string {
  const address = /^\$\{\w+:(.*)\}$/.exec(endpoint)?.[1] ?? endpoint;
  if (URL.canParse(address)) return address;
  throw new GatewayError('CONFIG_INVALID', {
    source: name,
    detail: `the endpoint ${address} in .meshrc.yaml is no address`,
  });
}
