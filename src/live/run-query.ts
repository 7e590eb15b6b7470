import type { GraphQLSchema } from 'graphql';
import type { RootField } from '../identity/grants.ts';
import type { Ask } from '../live-offer.ts';
import type { OperationContext } from '../operation-context.ts';
import { NotPlanned } from '../plan/compile.ts';
import type { MeshExecutor } from '../plan/mesh-executor.ts';
import { coerceVariables } from '../plan/coerce-variables.ts';
import type { KnownOperation, OperationStore } from '../plan/operation-store.ts';
import { runPlan, type Answer } from '../plan/plan.ts';
import type { Caller } from '../transport/call-source.ts';

export interface QueryRunnerOptions {
  schema: GraphQLSchema;
  store: OperationStore;
  caller: Caller;
  mesh: MeshExecutor;
  /** For one look or one object. */
  timeoutMs: number;
  /** @default 'plan' */
  prefer?: 'plan' | 'mesh';
}

/** Runs the queries behind a subscription: those of its looks, and those that fetch its objects. */
export interface QueryRunner {
  /** As the subscriber, with a deadline and a budget of its own. */
  run(text: string, variables: Record<string, unknown>, as: Subscriber): Promise<Answer>;
  ask(as: Subscriber): Ask;
  /** What a query needs grants for. */
  rootFields(text: string, variables: Record<string, unknown>): RootField[];
}

export interface Subscriber {
  operation: OperationContext;
  /** Ends what is under way. */
  signal: AbortSignal;
}

export function createQueryRunner(options: QueryRunnerOptions): QueryRunner {
  const { schema, store, mesh, timeoutMs, prefer = 'plan' } = options;
  const caller = askAnew(options.caller);

  function compile(text: string, rawVariables: Record<string, unknown>) {
    const { operations, errors } = store.read(text);
    if (errors.length > 0) throw errors[0]!;
    const known = operations.values().next().value as KnownOperation;
    const coercion = coerceVariables(schema, known, rawVariables);
    if ('errors' in coercion) throw coercion.errors[0]!;
    const variables = coercion.coerced;
    return { known, variables, plan: store.plan(known, variables) };
  }

  async function run(text: string, rawVariables: Record<string, unknown>, as: Subscriber) {
    const { known, variables, plan } = compile(text, rawVariables);
    const operation = renew(as, timeoutMs);
    if (prefer === 'mesh' || plan instanceof NotPlanned) {
      return mesh.execute(known.text.document!, undefined, rawVariables, operation);
    }
    return runPlan(plan, { caller, operation, variables });
  }

  return {
    run,
    ask: (as) =>
      async function ask(text, variables) {
        const { data, errors } = await run(text, variables, as);
        if (errors.length > 0) throw errors[0]!.error;
        return data ?? {};
      },
    rootFields: (text, variables) =>
      compile(text, variables).plan.rootFields.map((field) => ({ ...field, isMutation: false })),
  };
}

/** A subscription outlives every deadline; each of its queries has one. */
export function renew({ operation, signal }: Subscriber, timeoutMs: number): OperationContext {
  const deadlineMs = performance.now() + timeoutMs;
  return { ...operation, signal, deadlineMs, budget: operation.budget.renew(), calls: [] };
}

/** What is kept of earlier answers is no news. */
function askAnew({ graphql, rest }: Caller): Caller {
  return {
    graphql: (contract, call, operation) => graphql(contract, { ...call, ttlMs: 0 }, operation),
    rest: (contract, call, operation) => rest(contract, { ...call, ttlMs: 0 }, operation),
  };
}
