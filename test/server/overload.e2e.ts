import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTestGateway } from '../test-gateway.ts';
import { codesOf, post, send } from './requests.ts';

const query = '{ getSiteBySlug(slug: "acme-www") { name } }';

describe('with room for two', () => {
  it('answers the third at once with 503 and when to come back, while the two get theirs', async () => {
    await using source = await startPatientSource();
    await using gateway = await createTestGateway({
      env: {
        TREFOIL_MAX_CONCURRENCY: '2',
        TREFOIL_COALESCE: 'off',
        FLEEK_ENDPOINT: source.endpoint,
      },
    });
    const arrived = [post(gateway.url, { query }), post(gateway.url, { query })];
    await source.untilAsked(2);
    const third = await post(gateway.url, { query });
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(third.body.errors?.[0]?.extensions).toMatchObject({
      code: 'OVERLOADED',
      retryAfterMs: 1000,
      requestId: third.headers.get('x-request-id'),
    });
    source.answer();
    for (const { body } of await Promise.all(arrived)) {
      expect(body.data.getSiteBySlug.name).toBe('acme-www');
    }
    expect(codesOf((await post(gateway.url, { query })).body)).toEqual([]);
    expect(source.asked).toBe(3);
    const metrics = (await send(`${gateway.url}/metrics`)).text;
    expect(metrics).toContain('trefoil_shed_total{reason="concurrency"} 1');
  });

  it('is healthy, ready and measured all the while', async () => {
    await using source = await startPatientSource();
    await using gateway = await createTestGateway({
      env: { TREFOIL_MAX_CONCURRENCY: '1', FLEEK_ENDPOINT: source.endpoint },
    });
    const busy = post(gateway.url, { query });
    await source.untilAsked(1);
    for (const path of ['/health', '/ready', '/metrics']) {
      expect((await send(gateway.url + path)).status).toBe(200);
    }
    source.answer();
    await busy;
  });
});

/** Lets everyone wait until it is told to answer, and answers at once from then on. */
async function startPatientSource() {
  const waiting: ServerResponse[] = [];
  let asked = 0;
  let isAnswering = false;
  const answerOne = (outgoing: ServerResponse) =>
    outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"data":{"getSiteBySlug":{"name":"acme-www"}}}');
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    asked += 1;
    if (isAnswering) answerOne(outgoing);
    else waiting.push(outgoing);
    server.emit('asked');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    get asked() {
      return asked;
    },
    async untilAsked(times: number) {
      for (;;) {
        if (asked >= times) return;
        await once(server, 'asked');
      }
    },
    answer() {
      isAnswering = true;
      for (const outgoing of waiting.splice(0)) answerOne(outgoing);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
