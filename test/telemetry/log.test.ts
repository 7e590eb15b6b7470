import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogs } from '../../src/telemetry/log.ts';

function open(level: string) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
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
