import { print, type DocumentNode } from 'graphql';

/** A document that knows the types of its answer and variables, as GraphQL Code Generator writes them. */
export interface TypedDocument<Data, Variables> extends DocumentNode {
  readonly __apiType?: (variables: Variables) => Data;
}

export interface ClientOptions {
  /** Of the gateway's /graphql. In a browser it may be relative to the page. */
  url: string;
  /** Sent with every request: an access key, a JWT, credentials of your own. Asked for each time. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /**
   * Operation name -> id, as `trefoil documents extract --ids` writes it. With it no text is sent, and
   * queries go out with GET.
   */
  documentIds?: Readonly<Record<string, string>>;
  /** For one request, its answer included. @default 30000 */
  timeoutMs?: number;
  /** @default the global one */
  fetch?: typeof fetch;
}

export interface AskOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A source that fails costs its own fields: there may be both data and errors. */
export interface Answer<Data> {
  data: Data | null;
  errors: readonly AnswerError[];
  /** The name of this request in the gateway's log. */
  requestId: string | undefined;
}

export interface AnswerError {
  message: string;
  path?: readonly (string | number)[];
  extensions: { code: string; source?: string; requestId?: string; [fact: string]: unknown };
}

export interface Client {
  /** Rejects with NoAnswer when there is none; what is wrong with an answer is in its `errors`. */
  ask<Data, Variables extends Record<string, unknown>>(
    document: TypedDocument<Data, Variables>,
    ...rest: Record<string, never> extends Variables
      ? [variables?: Variables, options?: AskOptions]
      : [variables: Variables, options?: AskOptions]
  ): Promise<Answer<Data>>;
}

/** The gateway did not answer, or something between answered in its place. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer';
  /** Of HTTP; undefined when nothing came back. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}

/** Asks a gateway with typed documents, over nothing but fetch. */
export function createClient(options: ClientOptions): Client {
  const { url, headers, documentIds, timeoutMs = 30_000, fetch: send = fetch } = options;

  return {
    async ask(document, ...rest) {
      const [variables, { headers: more = {}, signal } = {}] = rest;
      const request = describeRequest(document, variables ?? {});
      const timeout = AbortSignal.timeout(timeoutMs);
      const init = {
        method: request.body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-type': 'application/json',
          ...(await headers?.()),
          ...more,
        },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(request.body !== undefined && { body: request.body }),
      };
      try {
        return await readAnswer(await send(request.url, init));
      } catch (cause) {
        signal?.throwIfAborted();
        if (timeout.aborted) throw new NoAnswer(`no answer within ${timeoutMs} ms`, { cause });
        if (cause instanceof NoAnswer) throw cause;
        throw new NoAnswer(`no answer at ${url.split('?', 1)[0]}`, { cause });
      }
    },
  };

  function describeRequest(document: DocumentNode, variables: Record<string, unknown>) {
    const operation = document.definitions.find((node) => node.kind === 'OperationDefinition');
    const operationName = operation?.name?.value;
    const documentId = operationName === undefined ? undefined : documentIds?.[operationName];
    if (documentIds && documentId === undefined) {
      throw new TypeError(`documentIds lacks ${operationName ?? 'an operation without a name'}`);
    }
    const query = documentId === undefined ? print(document) : undefined;
    if (documentId === undefined || operation?.operation !== 'query') {
      return { url, body: JSON.stringify({ query, documentId, operationName, variables }) };
    }
    const search = new URLSearchParams({
      documentId,
      ...(operationName && { operationName }),
      variables: JSON.stringify(variables),
    });
    return { url: `${url}${url.includes('?') ? '&' : '?'}${search}`, body: undefined };
  }
}

async function readAnswer<Data>(response: Response): Promise<Answer<Data>> {
  const { status } = response;
  const body = (await response.json().catch((cause: unknown) => {
    throw new NoAnswer(`answered ${status} without JSON`, { status, cause });
  })) as Partial<Answer<Data>> | null;
  const isAnswer =
    typeof body === 'object' && body !== null && ('data' in body || Array.isArray(body.errors));
  if (!isAnswer) {
    throw new NoAnswer(`answered ${status} with what is no GraphQL answer`, { status });
  }
  const { data = null, errors = [] } = body;
  return { data, errors, requestId: response.headers.get('x-request-id') ?? undefined };
}
