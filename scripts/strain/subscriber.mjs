import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/**
 * Both listen until the first event, then as long as the operation says, and leave. They answer with
 * what they heard, and fail when that is nothing.
 */
export async function listenToStream({ pool, person, requestId, signal }, { operations, stayMs }) {
  const { statusCode, body } = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: {
      ...person.headers,
      'x-request-id': requestId,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify(operations[0]),
    signal,
  });
  if (statusCode !== 200) return [await body.json()];
  const events = [];
  let rest = '';
  let leaving;
  try {
    for await (const chunk of body) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop();
      for (const part of parts) {
        const [, data] = /^data: (\{.*)$/m.exec(part) ?? [];
        if (data) events.push(JSON.parse(data));
      }
      if (events.length > 0) leaving ??= setTimeout(() => body.destroy(), stayMs);
    }
  } catch (error) {
    // The way in which a body that was destroyed ends.
    if (events.length === 0) throw error;
  } finally {
    clearTimeout(leaving);
  }
  if (events.length === 0) throw new Error('the stream ended without an event');
  return events;
}

export async function listenOnSocket({ url, person, signal }, { operations, stayMs }) {
  let stage = 'before there was a connection';
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: person.headers,
    retryAttempts: 0,
    on: {
      opened: () => (stage = 'on an open connection'),
      connected: () => (stage = 'to a subscription on a connection that was acknowledged'),
    },
  });
  const events = [];
  try {
    await new Promise((resolve, reject) => {
      const leave = () => reject(new Error(`${signal.reason.message} ${stage}`));
      signal.addEventListener('abort', leave, { once: true });
      client.subscribe(operations[0], {
        next(event) {
          events.push(event);
          if (events.length === 1) setTimeout(resolve, stayMs);
        },
        error(error) {
          if (Array.isArray(error)) events.push({ errors: error });
          if (events.length > 0) resolve();
          else reject(error instanceof Error ? error : new Error(`closed with ${error.code}`));
        },
        complete: resolve,
      });
    });
  } finally {
    await client.dispose();
  }
  if (events.length === 0) throw new Error('the subscription ended without an event');
  return events;
}
