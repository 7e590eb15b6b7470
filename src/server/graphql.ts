import { Cancel, type Cancellation } from '../transport/cancellation.ts';
import type { AnswerOperation, Answered, OperationResult } from './answer-operation.ts';
import type { Cors } from './cors.ts';
import { refuseForgery } from './csrf.ts';
import type { Inbound } from './inbound.ts';
import { tooLarge } from './limits/limits.ts';
import { chooseMediaType, type MediaType } from './media-type.ts';
import { ClientGone, readBody } from './read-body.ts';
import { paramsOfUrl, parseBody } from './read-params.ts';
import { Refusal, headersOf, statusOf } from './refusal.ts';
import { sendJson, sendKept } from './reply.ts';
import { giveSignsOfLife } from './signs-of-life.ts';
import { serverTiming } from './trace.ts';
import type { SpeakYoga } from './yoga.ts';

export interface GraphqlOptions {
  answer: AnswerOperation;
  cors: Cors;
  limits: { bodyBytes: number; batch: number };
  /** Also a GET must show that no foreign page sent it. */
  isStrict: boolean;
  /** `Server-Timing` in answers. */
  hasTrace: boolean;
  yoga: SpeakYoga;
}

/**
 * GraphQL over HTTP. Rejects with what is to be told to the client, or with ClientGone. One operation
 * posted as JSON and answered as JSON, nearly all there is, takes the short way; Yoga speaks the rest.
 */
export type Graphql = (inbound: Inbound) => Promise<void>;

export function createGraphql(options: GraphqlOptions): Graphql {
  const { answer, cors, limits, isStrict, hasTrace, yoga } = options;
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
    const asker = { incoming, signal: watchClient(inbound), traceparent: inbound.trace?.header };
    const way = { ...asker, isReadOnly: method === 'GET', isStream: type === 'text/event-stream' };
    if (method === 'GET') return yoga(inbound, way, paramsOfUrl(incoming.url!));
    const sent = parseBody(await readBody(incoming, limits.bodyBytes));
    if (Array.isArray(sent)) {
      refuseBatch(sent, type);
      return yoga(inbound, { ...way, isStream: false }, sent);
    }
    if (type === 'text/event-stream') return yoga(inbound, way, sent);
    const onWait = () => giveSignsOfLife(inbound.outgoing, type, inbound.release);
    const answered = await answer(sent, { ...way, onWait });
    inbound.operations.push(answered.notes);
    sendAnswer(inbound, answered, type);
  };

  function refuseBatch(sent: readonly unknown[], type: MediaType): void {
    if (type === 'text/event-stream') throw new Refusal(406, 'a batch is answered as JSON');
    if (sent.length === 0) throw new Refusal(400, 'the batch is empty');
    if (sent.length <= limits.batch) return;
    const { message, code, facts } = tooLarge('batch', limits.batch, sent.length);
    throw new Refusal(413, message, { code, facts });
  }

  function sendAnswer(
    { outgoing }: Inbound,
    { result, refusal, notes, isKept }: Answered,
    type: Exclude<MediaType, 'text/event-stream'>,
  ): void {
    // Signs of life went out before it, and the head with them.
    if (outgoing.headersSent) return void outgoing.end(JSON.stringify(result));
    const timing = hasTrace ? { 'server-timing': serverTiming(notes) } : undefined;
    if (isKept) return sendKept(outgoing, result as OperationResult, timing, type);
    if (!refusal) return sendJson(outgoing, 200, result, timing, type);
    const { code } = (result as OperationResult).errors![0]!.extensions;
    const status = statusOf(refusal, code, type === 'application/json');
    sendJson(outgoing, status, result, { ...timing, ...headersOf(refusal) }, type);
  }
}

/** Tells when the client leaves before it has its answer. */
function watchClient({ outgoing }: Inbound): Cancellation {
  const cancel = new Cancel();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) cancel.abort(new ClientGone());
  });
  return cancel;
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
