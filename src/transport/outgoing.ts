import type { CacheQuestion } from '../cache/answer-cache.ts';
import { GatewayError } from '../errors.ts';
import type { GraphContract } from '../graph.ts';
import type { FinishedCredential } from '../identity/credential.ts';
import type { Identity } from '../identity/identity.ts';
import { remember } from '../remember.ts';
import type { RestCall, Source } from '../source.ts';
import type { CallFacts, GraphqlCall } from './call-source.ts';
import type { UpstreamRequest } from './step.ts';

/** A call as it goes out, whoever makes it. */
export interface Outgoing extends Pick<
  UpstreamRequest,
  'source' | 'contract' | 'method' | 'url' | 'body'
> {
  /** What is of one caller in it. Throws why that caller cannot make it. */
  addressFor(identity: Identity): Addressed;
}

export interface Addressed {
  credential: FinishedCredential;
  /** The credential's among them. */
  headers: Headers;
  /** Undefined when the answer may not be kept. */
  question: CacheQuestion | undefined;
}

/** Writes out the calls of a contract. One that is made again and again is written once. */
export interface OpenContract {
  graphql(call: GraphqlCall): Outgoing;
  rest(call: RestCall & CallFacts): Outgoing;
}

type Headers = Readonly<Record<string, string>>;
type Sent = Pick<Outgoing, 'method' | 'url' | 'body'> & { headers: Headers };

export function openContract(
  contract: GraphContract,
  source: Source,
  endpoint: string,
): OpenContract {
  const { name } = contract;
  const written = staticHeaders(contract);
  const json = { ...written, 'content-type': 'application/json', accept: 'application/json' };
  const plain = { ...written, accept: 'application/json' };
  const base = endpoint.replace(/\/$/, '');

  function writeGraphql(call: GraphqlCall): Outgoing {
    const { query, variables } = call;
    const body = JSON.stringify(variables ? { query, variables } : { query });
    return write({ method: 'POST', url: endpoint, headers: json, body }, call);
  }

  function writeRest(call: RestCall & CallFacts): Outgoing {
    const { method, path, query = [], headers: own, body } = call;
    const search = query.length > 0 ? `?${new URLSearchParams(query)}` : '';
    const isJson = body !== undefined && !(body instanceof FormData);
    const usual = isJson ? json : plain;
    // The same object where it can be: what is found out about it is then known the next time.
    const headers = own && Object.keys(own).length > 0 ? { ...usual, ...own } : usual;
    return write({ method, url: `${base}${path}${search}`, headers, body: encodeBody(body) }, call);
  }

  function write(sent: Sent, facts: CallFacts): Outgoing {
    const { isRead, ttlMs = 0, fields = [] } = facts;
    const { method, url, body, headers } = sent;
    function address(identity: Identity): Addressed {
      const credential = identity.credentialFor(name, isRead);
      if (!credential) throw identity.problemFor(name, isRead) ?? unreachable(name);
      const whole = withCredential(headers)(credential);
      if (!isRead || ttlMs === 0) return { credential, headers: whole, question: undefined };
      const question = {
        partition: identity.partition,
        source: source.name,
        contract: name,
        fields,
        request: [method, url, headers],
        body: body as string | undefined,
        ttlMs,
      };
      return { credential, headers: whole, question };
    }
    const addressFor = facts.isFixed ? remember(address) : address;
    return { source, contract: name, method, url, body, addressFor };
  }

  const graphqlOnce = remember(writeGraphql);
  const restOnce = remember(writeRest);
  return {
    graphql: (call) => (call.isFixed ? graphqlOnce(call) : writeGraphql(call)),
    rest: (call) => (call.isFixed ? restOnce(call) : writeRest(call)),
  };
}

/** A caller's requests carry the same headers again and again; each set of them is made once. */
const withCredential = remember((headers: Headers) =>
  remember((credential: FinishedCredential): Headers =>
    Object.freeze({ ...headers, [credential.header]: credential.value }),
  ),
);

function encodeBody(body: unknown): string | FormData | undefined {
  return body === undefined || body instanceof FormData ? body : JSON.stringify(body);
}

/** Headers of `.meshrc.yaml` that carry no credential go out as they are written there. */
function staticHeaders({ headers }: GraphContract): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => !value.includes('{'))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function unreachable(contract: string): GatewayError {
  return new GatewayError('INTERNAL', {
    detail: `no credential for ${contract}, and no reason why`,
  });
}
