import type { GraphQLSchema } from 'graphql';
import type { Graph } from '../graph.ts';
import type { TracedCall } from '../operation-context.ts';
import { NotPlanned } from '../plan/compile.ts';
import { explainPlan } from '../plan/explain.ts';
import type { ExplainedCall, ExplainedFetch, ExplainedPlan } from '../plan/explained.ts';
import type { LinkUnit } from '../plan/link-unit.ts';
import { coerceVariables } from '../plan/coerce-variables.ts';
import type { KnownOperation, OperationStore } from '../plan/operation-store.ts';
import type { OperationNotes } from '../telemetry/notes.ts';
import { traceCall } from './trace.ts';

/** Tells of an operation that has run: its plan, and what became of each part. */
export type ExplainRun = (
  known: KnownOperation,
  variables: Record<string, unknown> | null | undefined,
  notes: Pick<OperationNotes, 'calls' | 'startedAtMs'>,
) => ExplainedPlan | undefined;

export interface ExplainRunOptions {
  schema: GraphQLSchema;
  graph: Graph;
  store: OperationStore;
  /** @default 'plan' */
  prefer?: 'plan' | 'mesh' | undefined;
}

/** The request header that asks for `extensions.plan`: other answers stay as small as they are. */
export const planHeader = 'x-trefoil-plan';

export function createExplainRun({ schema, graph, store, prefer }: ExplainRunOptions): ExplainRun {
  return function explainRun(known, rawVariables, { calls, startedAtMs }) {
    const coercion = coerceVariables(schema, known, rawVariables);
    if ('errors' in coercion) return undefined;
    const plan = store.plan(known, coercion.coerced);
    const taken = new Set<TracedCall>();
    const tell = (call: TracedCall, keys?: number): ExplainedCall => {
      const { source: _, contract: __, label: ___, ...entry } = traceCall(call, startedAtMs);
      return { ...entry, ...sentOf(call), ...(keys === undefined ? {} : { keys }) };
    };
    const callsOf = (asked: object) =>
      calls.flatMap((call) => {
        const keys = keysFor(asked, call.askedBy);
        if (keys === undefined) return [];
        taken.add(call);
        return [tell(call, keys || undefined)];
      });

    if (prefer === 'mesh' || plan instanceof NotPlanned) {
      const reason = plan instanceof NotPlanned ? plan.reason : 'it is set to run everything';
      return { executor: 'mesh', reason, fetches: calls.map((call) => describe(call)) };
    }
    const explained = explainPlan(plan, callsOf);
    // What the gateway answers by itself may ask by other plans.
    const others = calls.filter((call) => !taken.has(call)).map((call) => describe(call));
    return { ...explained, fetches: [...explained.fetches, ...others] };

    function describe(call: TracedCall): ExplainedFetch {
      const { source, contract, label } = call;
      const { sends = label } = (call.askedBy ?? {}) as { sends?: string };
      return { source, contract, fills: [], sends, calls: [tell(call)] };
    }
  };

  function sentOf({ contract, method, url }: TracedCall): { sent?: string } {
    if (graph.contracts[contract]?.kind !== 'rest' || !method || !url) return {};
    const { pathname, search } = new URL(url);
    return { sent: `${method} ${pathname}${search}` };
  }
}

/** How many keys a call asked for a link, 0 for what is no link; undefined when another asked. */
function keysFor(asked: object, askedBy: object | undefined): number | undefined {
  if (!Array.isArray(askedBy)) return asked === askedBy ? 0 : undefined;
  const parts = askedBy as { batch: { unit: LinkUnit }; keys: readonly string[] }[];
  const own = parts.filter(({ batch }) => batch.unit === asked);
  return own.length > 0 ? own.reduce((sum, { keys }) => sum + keys.length, 0) : undefined;
}
