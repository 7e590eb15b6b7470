import { GraphQLError, Kind } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { OperationContext } from '../operation-context.ts';
import {
  selectOperation,
  type KnownOperation,
  type OperationStore,
} from '../plan/operation-store.ts';
import type { ExplainedPlan } from '../plan/explained.ts';
import type { Answer } from '../plan/plan.ts';
import type { LocatedError } from '../plan/completer.ts';
import type { OperationNotes } from '../telemetry/notes.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Execute, RequestFailure } from './execute.ts';
import { planHeader, type ExplainRun } from './explain-run.ts';
import { requestIdOf } from './inbound.ts';
import type { Asker, OpenRequest } from './open-request.ts';
import { isUnexpected, presentError, type PresentedError } from './present-error.ts';
import { checkParams, noQuery } from './read-params.ts';
import { Refusal } from './refusal.ts';
import { traceCalls, type AnswerTrace } from './trace.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** As it goes to the client. */
export interface OperationResult {
  data?: Record<string, unknown> | null;
  errors?: PresentedError[];
  extensions?: { trace?: AnswerTrace; plan?: ExplainedPlan };
}

export interface Answered {
  result: OperationResult | AsyncIterable<OperationResult>;
  /** Why it never ran; decides the status over HTTP. */
  refusal: Error | undefined;
  /** Its data is the same object each time, and nothing else is in it. */
  isKept?: boolean;
  notes: OperationNotes;
}

export interface Way extends Asker {
  /** Only queries may come this way. @default false */
  isReadOnly?: boolean;
  /** More than one answer may go back this way. @default false */
  isStream?: boolean;
  /** Told when the answer comes as late as something is over. */
  onWait?(): void;
}

/** Answers one operation, whichever way it came. Never rejects. */
export type AnswerOperation = (sent: unknown, way: Way) => Promise<Answered>;

export interface AnswerOptions {
  store: OperationStore;
  execute: Execute;
  subscribe?: Subscribe | undefined;
  openRequest: OpenRequest;
  documents: TrustedDocuments;
  telemetry: Telemetry;
  /** Answers tell of their upstream calls. */
  hasTrace: boolean;
  /** Given in development: they tell of their plan too, to those who ask for it. */
  explainRun?: ExplainRun | undefined;
  /** Root fields of Mutation that answer when something is over, however long that takes. */
  waits?: ReadonlySet<string>;
}

/** Opens a subscription. Throws what refuses it before it begins. */
export type Subscribe = (
  known: KnownOperation,
  variables: Record<string, unknown> | null | undefined,
  operation: OperationContext,
) => AsyncIterable<Answer> | RequestFailure;

export function createAnswerOperation(options: AnswerOptions): AnswerOperation {
  const { store, execute, subscribe, openRequest, documents, telemetry } = options;
  const { hasTrace, explainRun, waits } = options;

  return async function answerOperation(sent, way) {
    const notes = beginNotes(requestIdOf(way.incoming));
    let answered: Answered;
    try {
      answered = await run(sent, way, notes);
    } catch (error) {
      answered = refuse([error as Error], notes);
    }
    notes.durationMs = performance.now() - notes.startedAtMs;
    telemetry.operationEnded(notes);
    return answered;
  };

  async function run(sent: unknown, way: Way, notes: OperationNotes): Promise<Answered> {
    const operation = await openRequest(way);
    const { caller } = operation.identity;
    notes.caller = caller.kind;
    notes.profile = caller.name;
    notes.calls = operation.calls;
    const params = checkParams(sent);
    const { operationName, variables } = params;
    const query = documents.find(params, notes.requestId);
    if (query === undefined) throw noQuery();
    const text = store.read(query);
    if (text.errors.length > 0) return refuse(text.errors, notes);
    const known = selectOperation(text, operationName);
    if (known instanceof GraphQLError) return refuse([known], notes);
    notes.type = known.node.operation;
    notes.name = known.node.name?.value;
    refuseWay(known, way);
    // A connection on which nothing is said for so long would be taken for dead.
    if (waits && isWaiting(known, waits)) {
      way.incoming.socket.setTimeout(0);
      way.onWait?.();
    }
    if (notes.type === 'subscription') return tell(known, variables, operation, notes);
    const answer = await execute(known, variables, operation, notes);
    if ('requestErrors' in answer) return refuse(answer.requestErrors, notes);
    const result = present(answer, notes);
    if (hasTrace) {
      // What it tells is of this request, and nothing for the next one.
      notes.isCacheable = false;
      const plan = asksForPlan(way) ? explainRun?.(known, variables, notes) : undefined;
      result.extensions = { trace: traceCalls(notes), ...(plan ? { plan } : {}) };
    }
    return { result, refusal: undefined, isKept: answer.isKept === true && !hasTrace, notes };
  }

  function tell(
    known: KnownOperation,
    variables: Record<string, unknown> | undefined,
    operation: OperationContext,
    notes: OperationNotes,
  ): Answered {
    if (!subscribe) throw new Error('the graph has a subscription, and nobody answers it');
    const answers = subscribe(known, variables, operation);
    if ('requestErrors' in answers) return refuse(answers.requestErrors, notes);
    return { result: presentEach(answers, notes), refusal: undefined, notes };
  }

  function refuse(errors: readonly Error[], notes: OperationNotes): Answered {
    const located = errors.map((error) => ({ path: [], error: unwrap(error) }));
    const presented = located.map((each) => presentError(each, notes.requestId));
    for (const bug of located.filter(isUnexpected)) {
      telemetry.log.error({ requestId: notes.requestId, err: bug.error }, 'a bug');
    }
    notes.outcome = 'refused';
    notes.errors = presented.map(({ extensions }) => extensions);
    return { result: { errors: presented }, refusal: located[0]?.error, notes };
  }
}

function isWaiting({ node }: KnownOperation, waits: ReadonlySet<string>): boolean {
  return (
    node.operation === 'mutation' &&
    node.selectionSet.selections.some(
      (selection) => selection.kind !== Kind.FIELD || waits.has(selection.name.value),
    )
  );
}

function asksForPlan({ incoming }: Way): boolean {
  return incoming.headers[planHeader] === '1';
}

function beginNotes(requestId: string): OperationNotes {
  return {
    requestId,
    type: 'unknown',
    fields: [],
    outcome: 'ok',
    errors: [],
    calls: [],
    isCacheable: false,
    startedAtMs: performance.now(),
    durationMs: 0,
  };
}

function present({ data, errors }: Answer, notes: OperationNotes): OperationResult {
  if (errors.length === 0) return { data };
  const presented = errors.map((located: LocatedError) => presentError(located, notes.requestId));
  notes.outcome = data === null ? 'failed' : 'partial';
  notes.errors = presented.map(({ extensions }) => extensions);
  return { data, errors: presented };
}

async function* presentEach(answers: AsyncIterable<Answer>, notes: OperationNotes) {
  for await (const answer of answers) yield present(answer, notes);
}

/** GraphQL wraps what the gateway refuses while it validates. */
function unwrap(error: Error): Error {
  const { originalError } = error as GraphQLError;
  return originalError instanceof GatewayError ? originalError : error;
}

function refuseWay({ node: { operation } }: KnownOperation, { isReadOnly, isStream }: Way): void {
  if (isReadOnly && operation === 'mutation') {
    throw new Refusal(405, 'a mutation is sent with POST', { headers: { allow: 'POST' } });
  }
  if (operation === 'subscription' && !isStream) {
    throw new Refusal(406, 'a subscription is answered to clients that accept text/event-stream');
  }
}
