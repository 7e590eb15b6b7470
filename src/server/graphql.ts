import type { AnswerOperation, Answered, OperationResult } from './answer-operation.ts';
import type { Cors } from './cors.ts';
import { refuseForgery } from './csrf.ts';
import { sendEvents } from './event-stream.ts';
import type { Inbound } from './inbound.ts';
import { tooLarge } from './limits/limits.ts';
import { chooseMediaType, type MediaType } from './media-type.ts';
import { ClientGone, readBody } from './read-body.ts';
import { paramsOfUrl, parseBody } from './read-params.ts';
import { Refusal, headersOf, statusOf } from './refusal.ts';
import { sendJson } from './reply.ts';
import { serverTiming } from './trace.ts';

export interface GraphqlOptions {
  answer: AnswerOperation;
  cors: Cors;
  limits: { bodyBytes: number; batch: number };
  /** Also a GET must show that no foreign page sent it. */
  isStrict: boolean;
  /** `Server-Timing` in answers. */
  hasTrace: boolean;
}

/**
 * GraphQL over HTTP: POST, GET, batches and event streams, all through the same door. Rejects with
 * what is to be told to the client, or with ClientGone.
 */
export type Graphql = (inbound: Inbound) => Promise<void>;

export function createGraphql(options: GraphqlOptions): Graphql {
  const { answer, cors, limits, isStrict, hasTrace } = options;
  const rules = { isStrict, allowsOrigin: cors.allows };

  return async function answerGraphql(inbound) {
    const { incoming, outgoing } = inbound;
    const { method = 'GET', headers } = incoming;
    cors.mark(incoming, outgoing);
    if (method === 'OPTIONS') return sendPreflight(inbound, cors);
    if (method !== 'POST' && method !== 'GET') throw wrongMethod(method);
    const type = chooseMediaType(headers.accept);
    if (!type) throw notSpoken();
    refuseForgery(method, headers, rules);
    const sent = method === 'POST' ? await readSent(inbound) : paramsOfUrl(incoming.url!);
    const asker = { incoming, signal: watchClient(inbound), traceparent: inbound.trace?.header };
    const way = { ...asker, isReadOnly: method === 'GET', isStream: type === 'text/event-stream' };
    if (Array.isArray(sent)) return answerBatch(inbound, sent, { ...way, isStream: false }, type);
    const answered = await answer(sent, way);
    inbound.operations.push(answered.notes);
    if (type === 'text/event-stream') return sendEvents(inbound, answered.result, way.signal);
    sendAnswer(inbound, answered, type);
  };

  async function readSent({ incoming }: Inbound): Promise<unknown> {
    return parseBody(await readBody(incoming, limits.bodyBytes));
  }

  async function answerBatch(
    inbound: Inbound,
    sent: readonly unknown[],
    way: Parameters<AnswerOperation>[1],
    type: MediaType,
  ): Promise<void> {
    if (type === 'text/event-stream') throw new Refusal(406, 'a batch is answered as JSON');
    if (sent.length === 0) throw new Refusal(400, 'the batch is empty');
    if (sent.length > limits.batch) {
      const { message, facts } = tooLarge('batch', limits.batch, sent.length);
      throw new Refusal(413, message, { code: 'OPERATION_TOO_LARGE', facts });
    }
    const answers = await Promise.all(sent.map((each) => answer(each, way)));
    inbound.operations.push(...answers.map(({ notes }) => notes));
    const results = answers.map(({ result }) => result);
    sendJson(inbound.outgoing, 200, results, {}, type);
  }

  function sendAnswer(
    { outgoing }: Inbound,
    { result, refusal, notes }: Answered,
    type: Exclude<MediaType, 'text/event-stream'>,
  ): void {
    const timing = hasTrace ? { 'server-timing': serverTiming(notes) } : undefined;
    if (!refusal) return sendJson(outgoing, 200, result, timing, type);
    const { code } = (result as OperationResult).errors![0]!.extensions;
    const status = statusOf(refusal, code, type === 'application/json');
    sendJson(outgoing, status, result, { ...timing, ...headersOf(refusal) }, type);
  }
}

/** Tells when the client leaves before it has its answer. */
function watchClient({ outgoing }: Inbound): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort(new ClientGone());
  });
  return controller.signal;
}

function sendPreflight({ incoming, outgoing }: Inbound, cors: Cors): void {
  const headers = cors.preflight(incoming);
  if (!headers) throw new Refusal(403, 'pages of this origin may not call this gateway');
  outgoing.writeHead(204, headers).end();
}

function wrongMethod(method: string): Refusal {
  const detail = `${method} is not answered here; send an operation with POST, or a query with GET`;
  return new Refusal(405, detail, { headers: { allow: 'GET, POST, OPTIONS' } });
}

function notSpoken(): Refusal {
  const types = 'application/graphql-response+json, application/json or text/event-stream';
  return new Refusal(406, `answers are ${types}; accept one of them`);
}
