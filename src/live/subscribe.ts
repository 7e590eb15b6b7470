import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { createAuditLine, isAudited } from '../identity/audit.ts';
import { checkGrants, type RootField } from '../identity/grants.ts';
import { takeLease } from '../identity/lease.ts';
import type { Keyring } from '../identity/keyring/keyring.ts';
import type { ProfileRates } from '../identity/profile-rates.ts';
import type { OperationContext } from '../operation-context.ts';
import { coerceVariables } from '../plan/coerce-variables.ts';
import type { KnownOperation } from '../plan/operation-store.ts';
import type { Answer } from '../plan/plan.ts';
import type { Log } from '../telemetry/log.ts';
import { compileEvent, type CompiledEvent } from './compile-subscription.ts';
import type { LiveFields } from './describe-live.ts';
import type { Seats } from './seats.ts';
import { stream } from './stream.ts';

export interface SubscribeOptions {
  schema: GraphQLSchema;
  graph: Graph;
  fields: LiveFields;
  rates: ProfileRates;
  keyring: Keyring | undefined;
  log: Log;
  seats: Seats;
  checkVariables: CheckVariables;
  closing: AbortSignal;
  watch: EventSource;
  feed: EventSource;
}

/** Throws what the values of variables make too large. */
export type CheckVariables = (
  node: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => void;

/** Tells the events of one subscription until the signal is aborted. */
export type EventSource = (
  event: CompiledEvent,
  subscription: {
    operation: OperationContext;
    variables: Record<string, unknown>;
    signal: AbortSignal;
  },
) => AsyncGenerator<Answer, void>;

export type Subscribe = (
  known: KnownOperation,
  variables: Record<string, unknown> | null | undefined,
  operation: OperationContext,
) => AsyncGenerator<Answer, void> | { requestErrors: readonly GraphQLError[] };

/** Opens subscriptions. Throws what refuses one before it begins. */
export function createSubscribe(options: SubscribeOptions): Subscribe {
  const { schema, graph, fields, rates, keyring, log, seats } = options;
  return function subscribe(known, rawVariables, operation) {
    const coercion = coerceVariables(schema, known, rawVariables);
    if ('errors' in coercion) return { requestErrors: coercion.errors };
    const variables = coercion.coerced;
    const objectFieldOf = (field: string) =>
      (fields.watches.get(field) ?? fields.feeds.get(field))?.objectField ?? '';
    const { text, node } = known;
    options.checkVariables(node, variables);
    const question = { document: text.document!, node, variables };
    const event = compileEvent(schema, question, objectFieldOf);
    if (!event) {
      return {
        requestErrors: [new GraphQLError('Nothing is left to subscribe to: the field is skipped.')],
      };
    }
    const rootFields = readsOf(event);
    try {
      rates.admit(operation.identity);
      refuseUngranted(operation, rootFields, fields.feeds.has(event.name));
      seats.check();
    } catch (error) {
      audit(operation, rootFields, error);
      throw error;
    }
    const open = fields.watches.has(event.name) ? options.watch : options.feed;
    return stream({
      key: event.key,
      client: operation.signal,
      closing: options.closing,
      takeLease: () => takeLease(operation.identity, { keyring }),
      enter: () => seats.take(),
      events: (signal) => open(event, { operation, variables, signal }),
      onFailure: (error) => {
        audit(operation, rootFields, error);
        if (error instanceof GatewayError || error instanceof GraphQLError) return;
        log.error({ requestId: operation.requestId, err: error }, 'a bug');
      },
    });
  };

  function readsOf({ name, args }: CompiledEvent): RootField[] {
    const watch = fields.watches.get(name);
    const feed = fields.feeds.get(name);
    const { source } = (watch ?? feed)!;
    const reads = watch ? watch.reads : feed!.reads(args);
    return reads.map((field) => {
      const contract = graph.fields.Query[field] ?? source.name;
      return { source: source.name, contract, field, isMutation: false };
    });
  }

  function audit(
    { requestId, identity }: OperationContext,
    rootFields: RootField[],
    error: unknown,
  ) {
    const code = error instanceof GatewayError ? error.code : 'INTERNAL';
    const facts = { requestId, identity, rootFields, code } as const;
    if (isAudited(facts)) log.info(createAuditLine(facts));
  }
}

/** A watch needs all that it reads; a feed tells of what is granted, and must have something to tell. */
function refuseUngranted(
  { identity }: OperationContext,
  rootFields: readonly RootField[],
  isFeed: boolean,
): void {
  const [first] = rootFields;
  const problem = first && identity.problemFor(first.contract ?? first.source, true);
  if (problem) throw problem;
  if (!isFeed || !rootFields.some((field) => isGranted(identity, field))) {
    checkGrants(identity, rootFields);
  }
}

export function isGranted(identity: OperationContext['identity'], field: RootField): boolean {
  try {
    checkGrants(identity, [field]);
    return true;
  } catch {
    return false;
  }
}
