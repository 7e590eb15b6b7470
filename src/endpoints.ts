import type { ConfiguredSource, Environment } from './config.ts';
import { GatewayError } from './errors.ts';
import type { GraphContract } from './graph.ts';

export type PlacedContract = Pick<GraphContract, 'name' | 'source' | 'endpoint'>;

export interface EndpointOptions {
  contracts: readonly PlacedContract[];
  sources: readonly ConfiguredSource[];
  /** Source -> where its stand-in answers. */
  standIns: ReadonlyMap<string, string>;
  env: Environment;
}

/**
 * Where each contract of the served sources is spoken to. A source's configured endpoint is that of
 * the contract with its name. The others are at the same origin, with the path that `.meshrc.yaml`
 * gives them, unless the variable that stands there says otherwise: a credential for one account
 * must not go to the example address of another.
 */
export function resolveEndpoints(options: EndpointOptions): Map<string, string> {
  const { contracts, sources, standIns, env } = options;
  const endpoints = new Map<string, string>();
  for (const { source, endpoint } of sources) {
    const given = standIns.get(source.name) ?? endpoint;
    for (const contract of contracts.filter((c) => c.source === source.name)) {
      const address = placeholder(contract);
      const own = contract.name === source.name ? given : readVariable(address.variable, env);
      endpoints.set(contract.name, own ?? beside(contract, address.written, given));
    }
  }
  return endpoints;
}

function beside({ name }: PlacedContract, written: string, given: string | undefined): string {
  if (given === undefined) return requireAddress(name, written);
  const { pathname } = new URL(requireAddress(name, written));
  return new URL(pathname, given).href.replace(/\/$/, '');
}

/** `${NAME:value}` taken apart; any other text is an address that no variable changes. */
function placeholder({ endpoint }: PlacedContract): { variable?: string; written: string } {
  const [, variable, written] = /^\$\{(\w+)(?::(.*))?\}$/.exec(endpoint) ?? [];
  return variable === undefined ? { written: endpoint } : { variable, written: written ?? '' };
}

function readVariable(name: string | undefined, env: Environment): string | undefined {
  const address = name === undefined ? undefined : env[name]?.trim();
  return address ? requireAddress(name!, address) : undefined;
}

function requireAddress(name: string, address: string): string {
  const isHttp = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  if (isHttp) return address;
  throw new GatewayError('CONFIG_INVALID', {
    detail: `the endpoint of ${name} is no address; write one in .meshrc.yaml that begins with https://`,
  });
}
