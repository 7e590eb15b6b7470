import { describe, expect, it } from 'vitest';
import { createTestGateway } from '../test-gateway.ts';
import { codesOf, post, send } from './requests.ts';

const query = '{ getSiteBySlug(slug: "acme-www") { name } }';

describe('with room for two', () => {
  it('answers the third at once with 503 and when to come back, while the two get theirs', async () => {
    await using gateway = await createTestGateway({
      env: { TREFOIL_MAX_CONCURRENCY: '2', TREFOIL_COALESCE: 'off' },
    });
    gateway.fleek.faults.add({ kind: 'delay', delayMs: 300, times: 2 });
    const arrived = [post(gateway.url, { query }), post(gateway.url, { query })];
    await untilUnderWay(gateway.url, 2);
    const third = await post(gateway.url, { query });
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(third.body.errors?.[0]?.extensions).toMatchObject({
      code: 'OVERLOADED',
      retryAfterMs: 1000,
    });
    for (const { body } of await Promise.all(arrived)) {
      expect(body.data.getSiteBySlug.name).toBe('acme-www');
    }
    expect(codesOf((await post(gateway.url, { query })).body)).toEqual([]);
    expect(gateway.fleek.calls).toHaveLength(3);
    const metrics = (await send(`${gateway.url}/metrics`)).text;
    expect(metrics).toContain('trefoil_shed_total{reason="concurrency"} 1');
  });

  it('is healthy, ready and measured all the while', async () => {
    await using gateway = await createTestGateway({ env: { TREFOIL_MAX_CONCURRENCY: '1' } });
    gateway.fleek.faults.add({ kind: 'delay', delayMs: 300 });
    const busy = post(gateway.url, { query });
    await untilUnderWay(gateway.url, 1);
    for (const path of ['/health', '/ready', '/metrics']) {
      expect((await send(gateway.url + path)).status).toBe(200);
    }
    await busy;
  });
});

/** Asks until it is so: each answer is an event of its own. */
async function untilUnderWay(url: string, count: number): Promise<void> {
  for (;;) {
    const { text } = await send(`${url}/metrics`);
    if (text.includes(`trefoil_http_requests_under_way ${count}\n`)) return;
  }
}
