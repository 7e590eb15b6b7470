import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogs } from '../../src/telemetry/log.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';

function collect() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, stream };
}

function open(level: string) {
  const { lines, stream } = collect();
  return { lines, ...createLogs({ level, stream }) };
}

it('writes JSON with a level and a time that people read', () => {
  const { log, lines } = open('info');
  log.info({ requestId: '1' }, 'hello');
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    requestId: '1',
    msg: 'hello',
  });
});

it('cuts what may hold a secret, should it slip in', () => {
  const { log, lines } = open('info');
  const secrets = { authorization: 'canary', headers: { a: 'canary' }, variables: { b: 'canary' } };
  log.error({ ...secrets, request: secrets, credential: { value: 'canary' } }, 'oh');
  expect(lines[0]).not.toContain('canary');
});

it('writes nothing below its level', () => {
  const { log, writeRequest, lines } = open('warn');
  log.info('no');
  writeRequest?.({ route: 'no' });
  expect(lines).toEqual([]);
});

it('says once why a source is left alone, and when it answers again', async () => {
  const { lines, stream } = collect();
  await using telemetry = createTelemetry({ level: 'info', env: {}, stream });
  const shop = { source: 'shop', contract: 'shop_stock' };
  const reason = 'SOURCE_UNREACHABLE CERT_HAS_EXPIRED';
  telemetry.calls.circuitChanged!({ ...shop, circuit: 'open', reason });
  telemetry.calls.circuitChanged!({ ...shop, circuit: 'probing' });
  // A probe whose caller left says nothing new.
  telemetry.calls.circuitChanged!({ ...shop, circuit: 'open' });
  telemetry.calls.circuitChanged!({ ...shop, circuit: 'closed' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'warn', ...shop, reason, msg: 'a source is left alone' },
    { level: 'info', ...shop, msg: 'a source answers again' },
  ]);
});
