import { GraphQLError } from 'graphql';
import { buildGraph, type Artifacts } from './artifacts.ts';
import { GatewayError } from './errors.ts';
import { NotPlanned } from './plan/compile.ts';
import { createDialects } from './plan/dialects.ts';
import { explainPlan, type ExplainedPlan } from './plan/explain.ts';
import { createOperationStore, selectOperation } from './plan/operation-store.ts';
import { createOwnFields, ownSdl } from './server/own-fields.ts';
import type { Source } from './source.ts';

/** Explains operations against composed artifacts; asks nobody anything. */
export function createExplainer(
  { graph, sdl }: Artifacts,
  sources: readonly Source[],
): (text: string, operationName?: string) => ExplainedPlan {
  const schema = buildGraph(sdl, ownSdl);
  const dialects = createDialects(graph, sources);
  const planner = { schema, graph, dialects, local: createOwnFields(sources) };
  const store = createOperationStore({ planner, maximumTokens: Infinity });

  return function explain(text, operationName) {
    const parsed = store.read(text);
    if (parsed.errors.length > 0) throw invalid(parsed.errors);
    const known = selectOperation(parsed, operationName);
    if (known instanceof GraphQLError) throw invalid([known]);
    const plan = store.plan(known, {});
    if (!(plan instanceof NotPlanned)) return explainPlan(plan);
    throw new GatewayError('BAD_USER_INPUT', {
      detail: `Mesh's executor runs this: ${plan.reason}`,
    });
  };
}

function invalid(errors: readonly GraphQLError[]): GatewayError {
  const lines = errors.map(({ message, locations }) => {
    const [at] = locations ?? [];
    return at ? `${at.line}:${at.column}: ${message}` : message;
  });
  return new GatewayError('BAD_USER_INPUT', { detail: lines.join('\n') });
}
