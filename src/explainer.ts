import { GraphQLError, OperationTypeNode } from 'graphql';
import { buildGraph, type Artifacts } from './artifacts.ts';
import { GatewayError } from './errors.ts';
import { describeLive } from './live/describe-live.ts';
import { NotPlanned } from './plan/compile.ts';
import { createDialects } from './plan/dialects.ts';
import { explainNotPlanned, explainPlan } from './plan/explain.ts';
import type { ExplainedPlan } from './plan/explained.ts';
import { createOperationStore, selectOperation } from './plan/operation-store.ts';
import { createOwnFields, ownSdl } from './server/own-fields.ts';
import type { Source } from './source.ts';

/** Explains operations against composed artifacts; asks nobody anything. */
export function createExplainer(
  { graph, sdl }: Artifacts,
  sources: readonly Source[],
): (text: string, operationName?: string) => ExplainedPlan {
  const live = describeLive(buildGraph(sdl, ownSdl), graph, sources);
  const schema = buildGraph(sdl, ownSdl, ...live.sdl);
  const dialects = createDialects(graph, sources);
  const waits = [...live.waits.keys()].map((name) => [`Mutation.${name}`, neverRun]);
  const local = { ...createOwnFields(sources), ...Object.fromEntries(waits) };
  const planner = { schema, graph, dialects, local };
  const store = createOperationStore({ planner, maximumTokens: Infinity });

  return function explain(text, operationName) {
    const parsed = store.read(text);
    if (parsed.errors.length > 0) throw invalid(parsed.errors);
    const known = selectOperation(parsed, operationName);
    if (known instanceof GraphQLError) throw invalid([known]);
    if (known.node.operation === OperationTypeNode.SUBSCRIPTION) {
      const detail = 'a subscription has no plan of its own; explain a query for what it tells of';
      throw new GatewayError('BAD_USER_INPUT', { detail });
    }
    const plan = store.plan(known, {});
    return plan instanceof NotPlanned ? explainNotPlanned(plan) : explainPlan(plan);
  };
}

function neverRun(): never {
  throw new Error('explaining asks nobody anything');
}

function invalid(errors: readonly GraphQLError[]): GatewayError {
  const lines = errors.map(({ message, locations }) => {
    const [at] = locations ?? [];
    return at ? `${at.line}:${at.column}: ${message}` : message;
  });
  return new GatewayError('BAD_USER_INPUT', { detail: lines.join('\n') });
}
