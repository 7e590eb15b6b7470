import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-sse';
import { Kind, parse, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { ExplainedPlan } from '../src/plan/explained.ts';
import { withHeldHeaders } from './held-headers.ts';
import { rememberRun, type AnswerTrace, type Failure, type Run } from './runs.ts';

const url = location.pathname;

const post = createGraphiQLFetcher({ url, fetch: sendWithHeldHeaders });

/** Sends what is typed, with the credentials that are held, and notes what came of it. */
export const fetcher: Fetcher = async (asked, options) => {
  if (asked.operationName === 'IntrospectionQuery') return post(asked, options);
  const operations = readOperations(asked.query);
  const operation = operations.find(({ name }) => name?.value === asked.operationName);
  // GraphiQL learns the name a moment after the text: run at once, a tab would ask for the tab before.
  const { operationName: _, ...unnamed } = asked;
  const request = operation ? asked : unnamed;
  if ((operation ?? operations[0])?.operation === 'subscription') {
    const headers = Object.fromEntries(withHeldHeaders(options?.headers));
    return observe(createClient({ url, headers }).iterate(request as Subscription), { events: 0 });
  }
  const headers = { ...options?.headers, 'x-trefoil-plan': '1' };
  return observe((await post(request, { ...options, headers })) as AsyncIterable<unknown>);
};

/** None when the text is no GraphQL: the gateway says where it goes wrong. */
function readOperations(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

type Subscription = Parameters<ReturnType<typeof createClient>['iterate']>[0];

/** No cookies: the gateway reads none. */
function sendWithHeldHeaders(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetch(input, { ...init, headers: withHeldHeaders(init?.headers), credentials: 'omit' });
}

async function* observe(
  results: AsyncIterable<unknown>,
  known: Pick<Run, 'events'> = {},
): AsyncGenerator<ExecutionResult> {
  const startedMs = performance.now();
  let run: Run = { ...known, tookMs: 0, failures: [] };
  for await (const result of results) {
    const parts = (Array.isArray(result) ? result : [result]) as ExecutionResult[];
    for (const part of parts) run = add(part, run);
    rememberRun({ ...run, tookMs: performance.now() - startedMs });
    // The trace is shown below the answer; in it, it would bury the data.
    yield (Array.isArray(result) ? parts.map(withoutTrace) : withoutTrace(parts[0]!)) as never;
  }
}

function add({ errors = [], extensions }: ExecutionResult, run: Run): Run {
  const trace = extensions?.['trace'] as AnswerTrace | undefined;
  const plan = extensions?.['plan'] as ExplainedPlan | undefined;
  const failures: Failure[] = errors.map(({ path, extensions: facts }) => ({
    code: String(facts?.['code'] ?? 'ERROR'),
    ...(typeof facts?.['source'] === 'string' ? { source: facts['source'] } : {}),
    ...(path ? { path: path.filter((key) => typeof key === 'string').join('.') } : {}),
  }));
  return {
    ...run,
    failures: [...run.failures, ...failures],
    ...(trace ? { trace } : {}),
    ...(plan ? { plan } : {}),
    ...(run.events === undefined ? {} : { events: run.events + 1 }),
  };
}

function withoutTrace(result: ExecutionResult): ExecutionResult {
  if (!result.extensions) return result;
  const { extensions, ...answer } = result;
  const { trace: _, plan: __, ...rest } = extensions;
  return Object.keys(rest).length > 0 ? { ...answer, extensions: rest } : answer;
}
