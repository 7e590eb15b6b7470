import type { GatewayErrorOptions, ErrorCode } from './errors.ts';
import type { LiveOffer } from './live-offer.ts';
import type { Selection } from './selection.ts';

/** An upstream API: what the gateway knows of it besides its contracts and `.meshrc.yaml`. */
export interface Source {
  /** As in `.meshrc.yaml`; a contract called `<name>` or `<name>_<part>` belongs to it. */
  readonly name: string;
  /** As people write it, and the prefix of its types. */
  readonly title: string;
  readonly credentials: readonly CredentialKind[];
  /** Contracts that make, list or delete the source's own access tokens: they take a grant of their own. */
  readonly managementContracts?: readonly string[];
  /** Environment that names an account instead of a whole endpoint, such as a sub-domain. */
  readonly account?: AccountEndpoint;
  readonly limits: Limits;
  /** Brings a contract into the shape that composes; without it the contract is used as it is. */
  refine?(contract: RawContract, name: string): RefinedContract | undefined;
  /** Speaks the source's REST API for root fields of refined contracts. */
  dialect?(facts: unknown): Dialect;
  /** Says what a refusal means; undefined leaves it to the status alone. */
  explain?(failure: Failure): Explanation | undefined;
  /** Asks the account for an OpenAPI contract; undefined for one that is ours. GraphQL tells its own. */
  fetchContract?(contract: string, send: RestSend): Promise<Record<string, unknown> | undefined>;
  probe?: Probe;
  /** What it tells of as it happens. */
  live?: LiveOffer;
  standIn?: StandInOffer;
}

/** The cheapest reads that only a good credential answers, by kind of contract. */
export interface Probe {
  /** @default '{ __typename }' */
  query?: string;
  call?: RestCall;
}

/** One kind of secret that a source takes; the first is the usual one. */
export interface CredentialKind {
  /** What a caller sends to the gateway: `x-apple-key`. */
  readonly header: string;
  /** `APPLE_API_KEY`; `<env>_FILE` names a file that holds it. */
  readonly env: string;
  /** The header that carries it to the source: `authorization`. */
  readonly upstreamHeader: string;
  /** Turns the secret into the finished header value. */
  finish(secret: string): string;
  /** The vendor's shape; a secret that does not match is never sent. */
  readonly pattern: RegExp;
  /** What the pattern wants, for people: `8 characters, a dot, then the rest`. */
  readonly shape: string;
  /** When it is used: reads only, writes (and reads if there is no reading one), or both. @default 'both' */
  readonly use?: 'read' | 'write' | 'both';
  /** Only for contracts of this name; the source's other contracts never see it. */
  readonly contract?: string;
}

export interface AccountEndpoint {
  /** All are needed: `['PEAR_ACCOUNT', 'PEAR_SPACE']`. */
  readonly variables: readonly string[];
  /** Undefined when the values cannot be an account's. */
  endpoint(values: Record<string, string>): string | undefined;
}

/** Amounts per source; `<SOURCE>_...` in the environment overrides each. */
export interface Limits {
  /** Sustained rate per credential; 0 is unlimited. */
  readonly requestsPerSecond: number;
  /** Sustained rate for all credentials of one account together; 0 is unlimited. */
  readonly accountRequestsPerSecond: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Time for one attempt. */
  readonly timeoutMs: number;
  /** Attempts after the first, for reads. */
  readonly retries: number;
  readonly answerBytes: number;
  /** Upstream calls that one operation may cost. */
  readonly callsPerOperation: number;
}

export type RawContract =
  | { kind: 'graphql'; sdl: string }
  | { kind: 'openapi'; document: Record<string, unknown> };

export interface RefinedContract {
  /** What Mesh's handler loads: plain SDL, or SDL annotated with `@httpOperation`. */
  sdl: string;
  /** What the source's dialect needs at run time; plain JSON, kept with the artifacts. */
  facts?: unknown;
}

export interface Failure {
  status: number;
  headers: Record<string, string>;
  /** The parsed body when it is JSON, the text otherwise. */
  body: unknown;
}

export interface Explanation extends Pick<GatewayErrorOptions, 'detail' | 'facts'> {
  code: ErrorCode;
}

/** How a REST source is spoken: which calls a root field costs and where its values are found. */
export interface Dialect {
  /** Compiles one root field, knowing exactly what is selected below it. */
  compile(operation: RestOperation, selection: Selection | undefined): RestFetch;
  /** How a field is found in an upstream object; undefined means the property of the same name. */
  reader?(typeName: string, fieldName: string): FieldReader | undefined;
  /** The concrete type of an object where the graph has an abstract one. */
  typeOf?(value: Record<string, unknown>): string;
}

export type FieldReader = (object: Record<string, unknown>) => unknown;

/** Runs one root field with the client's arguments; `send` adds credential, limits and decoding. */
export type RestFetch = (args: Record<string, unknown>, send: RestSend) => Promise<unknown>;
export type RestSend = (call: RestCall) => Promise<unknown>;

/** From `@httpOperation` in the composed contract. */
export interface RestOperation {
  parentType: 'Query' | 'Mutation';
  field: string;
  method: string;
  /** `/api/tokens/{args.id}` as Mesh writes templates. */
  path: string;
  /** Query parameter -> argument. */
  queryArguments: Record<string, string>;
  headers: Record<string, string>;
}

export interface RestCall {
  method: string;
  /** Below the endpoint; every argument in it already percent-encoded. */
  path: string;
  query?: [name: string, value: string][];
  headers?: Record<string, string>;
  /** Sent as JSON, or as it is when it is a FormData. */
  body?: unknown;
}

/** A local impersonation, and the credentials that it opens for callers on loopback. */
export interface StandInOffer {
  port: number;
  /** Appended to the origin: `/graphql`. */
  path: string;
  /** By credential header: what a caller who sends none is given. */
  credentials: Record<string, string>;
  start(options: { port: number }): Promise<RunningStandIn>;
}

export interface RunningStandIn {
  origin: string;
  close(): Promise<void>;
}
