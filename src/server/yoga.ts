import type { ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { toAbortSignal } from '../transport/cancellation.ts';
import type { AnswerOperation, Answered, Way } from './answer-operation.ts';
import type { Inbound } from './inbound.ts';
import { cacheControlOf, sendKeepable } from './keepable.ts';
import { headersOf, statusOf } from './refusal.ts';
import { serverTiming } from './trace.ts';

export interface YogaOptions {
  schema: GraphQLSchema;
  answer: AnswerOperation;
  /** Operations in one HTTP batch. */
  batch: number;
  /** What tells callers apart. */
  credentialHeaders: readonly string[];
  /** `Server-Timing` in answers. */
  hasTrace: boolean;
}

interface Carried {
  inbound: Inbound;
  way: Way;
  /** One for each operation that Yoga is told of. */
  sent: readonly unknown[];
  isPlainJson: boolean;
  isBatch: boolean;
}

/** Answers a request whose method, origin and size were found good; what was sent is read already. */
export type SpeakYoga = (inbound: Inbound, way: Way, sent: unknown) => Promise<void>;

/**
 * Yoga speaks HTTP for all but the commonest kind of request: GET, batches, event streams. What an
 * operation answers comes from the same place as everywhere.
 */
export function createYogaLane(options: YogaOptions): SpeakYoga {
  const { schema, answer, batch, credentialHeaders, hasTrace } = options;
  const yoga = createYoga<Carried>({
    schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    multipart: false,
    cors: false,
    batching: { limit: batch },
    plugins: [answering(answer)],
  });

  return async function speakYoga(inbound, way, sent) {
    const accept = inbound.incoming.headers.accept ?? 'application/json';
    const isBatch = Array.isArray(sent);
    const carried: Carried = {
      inbound,
      way,
      sent: isBatch ? sent : [sent],
      isPlainJson: !accept.includes('graphql-response+json'),
      isBatch,
    };
    const told = carried.sent.map(tellOf);
    const response = await yoga.fetch(
      'http://localhost/graphql',
      {
        method: 'POST',
        headers: { accept, 'content-type': 'application/json' },
        body: JSON.stringify(isBatch ? told : told[0]),
        signal: toAbortSignal(way.signal),
      },
      carried,
    );
    const notes = inbound.operations.at(-1);
    // A stream has only begun, and a batch is several operations.
    if (hasTrace && notes && !way.isStream && !carried.isBatch) {
      inbound.outgoing.setHeader('server-timing', serverTiming(notes));
    }
    const cacheControl = way.isStream ? undefined : cacheControlOf(inbound.incoming, notes);
    if (cacheControl === undefined) return sendResponse(inbound, response);
    const type = response.headers.get('content-type') ?? 'application/json';
    sendKeepable(inbound, await response.text(), type, cacheControl, credentialHeaders);
  };
}

/**
 * Yoga is told that there is an operation, and which. What is wrong with it is said where this is said of
 * every other, and in the same words.
 */
function tellOf(_: unknown, at: number) {
  return { query: '{ __typename }', extensions: { at } };
}

/** Every operation, one of a batch too, is answered by the gateway; Yoga is left with the rest. */
function answering(answer: AnswerOperation): Plugin<Carried> {
  return {
    async onParams({ params, context, setResult }) {
      const { inbound, way, sent, isPlainJson, isBatch } = context as unknown as Carried;
      const answered = await answer(sent[params.extensions!['at']], way);
      inbound.operations.push(answered.notes);
      if (answered.notes.type === 'subscription') inbound.release();
      // A stream has begun by then, and one operation of a batch does not speak for the others.
      const speaksForAll = !way.isStream && !isBatch;
      setResult(withStatus(answered, isPlainJson, speaksForAll) as never);
    },
  };
}

/** Tells Yoga what HTTP says of an operation: it would take our errors for its own and answer 500. */
function withStatus(
  { result, refusal }: Answered,
  isPlainJson: boolean,
  speaksForAll: boolean,
): unknown {
  if (Symbol.asyncIterator in result || !result.errors) return result;
  const isRefused = refusal !== undefined && speaksForAll;
  const { code } = result.errors[0]!.extensions;
  const http = isRefused
    ? { status: statusOf(refusal, code, isPlainJson), headers: headersOf(refusal) }
    : { status: 200 };
  return { ...result, extensions: { ...result.extensions, http } };
}

/** A client that reads slowly is waited for; one that is gone ends what makes the stream. */
async function sendResponse({ outgoing }: Inbound, response: Response): Promise<void> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    ...(isStream ? { 'x-accel-buffering': 'no' } : {}),
  });
  const reader = response.body?.getReader();
  if (!reader) return void outgoing.end();
  outgoing.once('close', () => void reader.cancel().catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!outgoing.write(value)) await untilTaken(outgoing);
    }
    outgoing.end();
  } catch {
    // Cut short without a word of completion: the client knows that there was more, and comes back.
    outgoing.destroy();
  }
}

/** Or until nobody is there to take it. */
function untilTaken(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      outgoing.off('drain', goOn).off('close', goOn);
      resolve();
    };
    outgoing.on('drain', goOn).on('close', goOn);
  });
}
