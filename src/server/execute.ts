import type { GraphQLError, GraphQLSchema } from 'graphql';
import { GatewayError, type ErrorCode } from '../errors.ts';
import { createAuditLine, isAudited } from '../identity/audit.ts';
import { checkGrants, type RootField } from '../identity/grants.ts';
import type { ProfileRates } from '../identity/profile-rates.ts';
import type { OperationContext } from '../operation-context.ts';
import { NotPlanned } from '../plan/compile.ts';
import type { MeshExecutor } from '../plan/mesh-executor.ts';
import { coerceVariables } from '../plan/coerce-variables.ts';
import type { KnownOperation, OperationStore } from '../plan/operation-store.ts';
import { countCalls, runPlan, type Answer, type Plan } from '../plan/plan.ts';
import { remember } from '../remember.ts';
import type { Source } from '../source.ts';
import type { Log } from '../telemetry/log.ts';
import type { OperationNotes } from '../telemetry/notes.ts';
import type { Caller } from '../transport/call-source.ts';
import type { Limits } from './limits/limits.ts';
import { isUnexpected } from './present-error.ts';

export interface ExecutorOptions {
  schema: GraphQLSchema;
  store: OperationStore;
  sources: readonly Source[];
  caller: Caller;
  mesh: MeshExecutor;
  rates: ProfileRates;
  limits: Pick<Limits, 'checkVariables'>;
  log: Log;
  /** `mesh` leaves everything to Mesh's executor, as the differential test does. @default 'plan' */
  prefer?: 'plan' | 'mesh';
  /** Leaves names of the graph out of messages. @default true */
  hideSuggestions?: boolean;
  /** Told why an operation was left to Mesh's executor. */
  onNotPlanned?(reason: string): void;
}

export type Execute = (
  known: KnownOperation,
  variables: Record<string, unknown> | null | undefined,
  operation: OperationContext,
  notes?: Pick<OperationNotes, 'fields' | 'isCacheable'>,
) => Promise<Answer | RequestFailure>;

/** The request never ran: there is no `data`, and over HTTP it is the client's fault. */
export interface RequestFailure {
  requestErrors: readonly GraphQLError[];
}

interface Roots {
  fields: readonly RootField[];
  /** For the log. */
  names: readonly string[];
  isCacheable: boolean;
}

/** Runs a validated operation: its plan where there is one, Mesh's executor where there is none. */
export function createExecute(options: ExecutorOptions): Execute {
  const { schema, store, caller, mesh, rates, limits, log } = options;
  const { prefer = 'plan', hideSuggestions = true } = options;
  const management = new Set(options.sources.flatMap((source) => source.managementContracts ?? []));

  const rootsOf = remember((plan: Plan | NotPlanned): Roots => {
    const { rootFields, isMutation } = plan;
    const fields = rootFields.map((field) => ({
      ...field,
      isMutation: isMutation && !field.isLink,
      isManagement: management.has(field.contract),
    }));
    const names = fields.map(({ source, field }) => `${source}.${field}`);
    const isCacheable = !(plan instanceof NotPlanned) && (plan.ttlMs ?? 0) > 0;
    return { fields, names, isCacheable };
  });

  return async function execute(known, rawVariables, operation, notes) {
    const coercion = coerceVariables(schema, known, rawVariables, { hideSuggestions });
    if ('errors' in coercion) return { requestErrors: coercion.errors };
    const variables = coercion.coerced;
    limits.checkVariables(known.node, variables);
    const plan = store.plan(known, variables);
    const { fields, names, isCacheable } = rootsOf(plan);
    if (notes) {
      notes.fields = names;
      notes.isCacheable = isCacheable;
    }
    try {
      rates.admit(operation.identity);
      checkGrants(operation.identity, fields);
      const answer = await run(plan);
      audit(operation, fields, firstCode(answer));
      if (answer.errors.length > 0) forgetBadAnswers(operation, answer.errors);
      for (const located of answer.errors) {
        // What was under way for a client who left ends in all kinds of ways.
        if (!isUnexpected(located) || operation.signal.aborted) continue;
        log.error({ requestId: operation.requestId, err: located.error }, 'a bug');
      }
      return answer;
    } catch (error) {
      audit(operation, fields, error instanceof GatewayError ? error.code : 'INTERNAL');
      throw error;
    }

    function run(chosen: Plan | NotPlanned): Promise<Answer> {
      if (chosen instanceof NotPlanned) options.onNotPlanned?.(chosen.reason);
      else {
        operation.budget.announce(countCalls(chosen));
        if (prefer === 'plan') return runPlan(chosen, { caller, operation, variables });
      }
      const { text, node } = known;
      return mesh.execute(text.document!, node.name?.value, rawVariables ?? {}, operation);
    }
  };

  function audit(operation: OperationContext, rootFields: readonly RootField[], code?: ErrorCode) {
    const { requestId, identity } = operation;
    const facts = { requestId, identity, rootFields, code };
    if (isAudited(facts)) log.info(createAuditLine(facts));
  }
}

/** What did not fit the graph was kept before anybody saw that, and would be told again and again. */
function forgetBadAnswers({ calls }: OperationContext, errors: Answer['errors']): void {
  for (const { error } of errors) {
    if (!(error instanceof GatewayError) || error.code !== 'SOURCE_BAD_ANSWER') continue;
    for (const call of calls) if (call.source === error.source) call.forget?.();
  }
}

function firstCode({ errors }: Answer): ErrorCode | undefined {
  const [first] = errors;
  if (!first) return undefined;
  return first.error instanceof GatewayError ? first.error.code : 'INTERNAL';
}
