import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

it.each(['plan', 'mesh'] as const)(
  'a client that leaves costs one line and no bug, and takes its upstream call along (%s)',
  async (executor) => {
    const lines: { msg: string; isAborted?: boolean }[] = [];
    let told = () => {};
    const logged = new Promise<void>((resolve) => (told = resolve));
    const logStream = new Writable({
      write(chunk, _, done) {
        for (const line of String(chunk).trim().split('\n')) lines.push(JSON.parse(line));
        if (lines.some(({ msg }) => msg === 'request')) told();
        done();
      },
    });
    const env = { TREFOIL_LOG_LEVEL: 'info' };
    await using gateway = await createTestGateway({ env, deps: { executor, logStream } });
    gateway.fleek.faults.add({ kind: 'hang' });
    const controller = new AbortController();
    const answer = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...sandboxHeaders },
      body: JSON.stringify({ query: '{ getSiteBySlug(slug: "acme-www") { name } }' }),
      signal: controller.signal,
    });
    const failed = expect(answer).rejects.toThrow();
    while (gateway.fleek.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await failed;
    await logged;
    expect(lines.filter(({ msg }) => msg === 'a bug')).toEqual([]);
    expect(lines.filter(({ msg }) => msg === 'request')).toMatchObject([{ isAborted: true }]);
    const { data } = await gateway.ask('{ getSiteBySlug(slug: "acme-www") { name } }');
    expect(data.getSiteBySlug.name).toBe('acme-www');
  },
);
