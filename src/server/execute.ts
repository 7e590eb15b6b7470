import { GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql';
import { checkGrants, type RootField } from '../identity/grants.ts';
import type { OperationContext } from '../operation-context.ts';
import { NotPlanned } from '../plan/compile.ts';
import type { MeshExecutor } from '../plan/mesh-executor.ts';
import {
  coerceVariables,
  type KnownOperation,
  type OperationStore,
} from '../plan/operation-store.ts';
import { runPlan, type Answer } from '../plan/plan.ts';
import type { Caller } from '../transport/call-source.ts';

export interface ExecutorOptions {
  schema: GraphQLSchema;
  store: OperationStore;
  caller: Caller;
  mesh: MeshExecutor;
  /** `mesh` leaves everything to Mesh's executor, as the differential test does. @default 'plan' */
  prefer?: 'plan' | 'mesh';
  /** Told why an operation was left to Mesh's executor. */
  onNotPlanned?(reason: string): void;
}

export type Execute = (
  known: KnownOperation,
  variables: Record<string, unknown> | null | undefined,
  operation: OperationContext,
) => Promise<Answer | RequestFailure>;

/** The request never ran: there is no `data`, and over HTTP it is the client's fault. */
export interface RequestFailure {
  requestErrors: readonly GraphQLError[];
}

/** Runs a validated operation: its plan where there is one, Mesh's executor where there is none. */
export function createExecute(options: ExecutorOptions): Execute {
  const { schema, store, caller, mesh, prefer = 'plan', onNotPlanned } = options;

  return async function execute(known, rawVariables, operation) {
    const coercion = coerceVariables(schema, known.node, rawVariables);
    if ('errors' in coercion) return { requestErrors: coercion.errors };
    const variables = coercion.coerced;
    const plan = store.plan(known, variables);
    if (!(plan instanceof NotPlanned)) {
      checkGrants(operation.identity, asRootFields(plan));
      if (prefer === 'plan') return runPlan(plan, { caller, operation, variables });
    } else onNotPlanned?.(plan.reason);
    const { text, node } = known;
    return mesh.execute(text.document!, node.name?.value, rawVariables ?? {}, operation);
  };
}

function asRootFields({
  rootFields,
  isMutation,
}: {
  rootFields: readonly { contract: string; source: string; field: string }[];
  isMutation: boolean;
}): RootField[] {
  return rootFields.map((rootField) => ({ ...rootField, isMutation }));
}

export function isMutation({ node }: KnownOperation): boolean {
  return node.operation === OperationTypeNode.MUTATION;
}
