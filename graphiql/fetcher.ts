import type { Fetcher, FetcherParams, Observable } from '@graphiql/toolkit';
import { createClient } from 'graphql-sse';
import { Kind, parse, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { ExplainedPlan } from '../src/plan/explained.ts';
import { withHeldHeaders } from './held-headers.ts';
import { post, send, url } from './post.ts';
import { beginRun, type AnswerTrace, type Failure, type Run } from './runs.ts';

/** Sends what is typed, with the credentials that are held, and notes what came of it. */
export const fetcher: Fetcher = (asked, { headers = {} } = {}) => {
  if (asked.operationName === 'IntrospectionQuery') return post(asked, headers);
  const operations = readOperations(asked.query);
  const operation = operations.find(({ name }) => name?.value === asked.operationName);
  // GraphiQL learns the name a moment after the text: run at once, a tab would ask for the tab before.
  const { operationName: _, ...unnamed } = asked;
  const request = operation ? asked : unnamed;
  if ((operation ?? operations[0])?.operation === 'subscription') {
    return observe((signal) => follow(request, headers, signal), { events: 0 });
  }
  return observe((signal) => once(request, { ...headers, 'x-trefoil-plan': '1' }, signal));
};

/** None when the text is no GraphQL: the gateway says where it goes wrong. */
function readOperations(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

type Results = AsyncIterable<ExecutionResult>;

async function* once(...request: Parameters<typeof post>): Results {
  yield await post(...request);
}

function follow(request: FetcherParams, headers: Record<string, string>, signal: AbortSignal) {
  const client = createClient({
    url,
    headers: Object.fromEntries(withHeldHeaders(headers)),
    fetchFn: send,
    retryAttempts: 3,
  });
  signal.addEventListener('abort', () => client.dispose());
  return client.iterate(request as Parameters<typeof client.iterate>[0]) as Results;
}

interface Sink {
  next(result: ExecutionResult): void;
  complete(): void;
}

/** Not a generator: whoever stops would wait for what they no longer want, and so would the gateway. */
function observe(
  ask: (signal: AbortSignal) => Results,
  known: Pick<Run, 'events'> = {},
): Observable<ExecutionResult> {
  return {
    // GraphiQL hands over an object, though the type has room for more.
    subscribe(sink: unknown) {
      const stop = new AbortController();
      const run: Run = { ...known, tookMs: 0, failures: [] };
      void report(ask(stop.signal), stop.signal, run, sink as Sink);
      return { unsubscribe: () => stop.abort() };
    },
  };
}

async function report(results: Results, signal: AbortSignal, run: Run, sink: Sink): Promise<void> {
  const startedMs = performance.now();
  const note = beginRun();
  const remember = () => note({ ...run, tookMs: performance.now() - startedMs });
  signal.addEventListener('abort', () => (run.events ? remember() : note(undefined)));
  try {
    for await (const result of results) {
      if (signal.aborted) return;
      run = add(result, run);
      remember();
      // The trace is shown below the answer; in it, it would bury the data.
      sink.next(withoutTrace(result));
    }
  } catch (error) {
    if (signal.aborted) return;
    run = { ...run, isCut: true };
    remember();
    // The error itself would be shown with the place in this page's code where it arose.
    sink.next({ errors: [{ message: (error as Error).message } as never] });
  }
  if (!signal.aborted) sink.complete();
}

function add({ data, errors = [], extensions }: ExecutionResult, run: Run): Run {
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
    ...(run.events === undefined ? {} : { events: run.events + (data ? 1 : 0) }),
  };
}

function withoutTrace(result: ExecutionResult): ExecutionResult {
  if (!result.extensions) return result;
  const { extensions, ...answer } = result;
  const { trace: _, plan: __, ...rest } = extensions;
  return Object.keys(rest).length > 0 ? { ...answer, extensions: rest } : answer;
}
