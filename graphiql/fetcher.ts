import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-sse';
import { getOperationAST, type ExecutionResult } from 'graphql';
import { withHeldHeaders } from './held-headers.ts';
import { rememberRun, type Failure, type Run, type TracedCall } from './runs.ts';

const url = location.pathname;

const post = createGraphiQLFetcher({ url, fetch: sendWithHeldHeaders });

/** Sends what is typed, with the credentials that are held, and notes what came of it. */
export const fetcher: Fetcher = async (request, options) => {
  if (request.operationName === 'IntrospectionQuery') return post(request, options);
  const document = options?.documentAST;
  const operation = document && getOperationAST(document, request.operationName);
  if (operation?.operation === 'subscription') {
    const headers = Object.fromEntries(withHeldHeaders(options?.headers));
    return observe(createClient({ url, headers }).iterate(request as Subscription));
  }
  return observe((await post(request, options)) as AsyncIterable<unknown>);
};

type Subscription = Parameters<ReturnType<typeof createClient>['iterate']>[0];

/** No cookies: the gateway reads none. */
function sendWithHeldHeaders(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetch(input, { ...init, headers: withHeldHeaders(init?.headers), credentials: 'omit' });
}

async function* observe(results: AsyncIterable<unknown>): AsyncGenerator<ExecutionResult> {
  const startedMs = performance.now();
  let run: Run = { tookMs: 0, failures: [] };
  for await (const result of results) {
    const parts = (Array.isArray(result) ? result : [result]) as ExecutionResult[];
    for (const part of parts) run = add(part, run);
    rememberRun({ ...run, tookMs: performance.now() - startedMs });
    // The trace is shown below the answer; in it, it would bury the data.
    yield (Array.isArray(result) ? parts.map(withoutTrace) : withoutTrace(parts[0]!)) as never;
  }
}

function add({ errors = [], extensions }: ExecutionResult, run: Run): Run {
  const trace = extensions?.['trace'] as { calls?: TracedCall[] } | undefined;
  const failures: Failure[] = errors.map(({ extensions: facts }) => ({
    code: String(facts?.['code'] ?? 'ERROR'),
    ...(typeof facts?.['source'] === 'string' ? { source: facts['source'] } : {}),
  }));
  return {
    ...run,
    failures: [...run.failures, ...failures],
    ...(trace?.calls ? { calls: [...(run.calls ?? []), ...trace.calls] } : {}),
  };
}

function withoutTrace(result: ExecutionResult): ExecutionResult {
  if (!result.extensions) return result;
  const { extensions, ...answer } = result;
  const { trace: _, ...rest } = extensions;
  return Object.keys(rest).length > 0 ? { ...answer, extensions: rest } : answer;
}
