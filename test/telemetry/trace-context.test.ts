import { expect, it } from 'vitest';
import { readTraceContext } from '../../src/telemetry/trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const sent = `00-${traceId}-${parentId}-01`;

it('passes a caller’s trace on as it came while no spans are recorded', () => {
  expect(readTraceContext(sent, false)).toMatchObject({ traceId, header: sent });
  expect(readTraceContext(undefined, false)).toBeUndefined();
});

it('puts its own span between the caller and the sources while it records', () => {
  const trace = readTraceContext(sent, true)!;
  expect(trace).toMatchObject({ traceId, parentId, isSampled: true });
  expect(trace.spanId).toMatch(/^[\da-f]{16}$/);
  expect(trace.spanId).not.toBe(parentId);
  expect(trace.header).toBe(`00-${traceId}-${trace.spanId}-01`);
});

it('begins a trace for callers who bring none while it records', () => {
  const [one, two] = [readTraceContext(undefined, true)!, readTraceContext(undefined, true)!];
  expect(one.traceId).toMatch(/^[\da-f]{32}$/);
  expect(one.traceId).not.toBe(two.traceId);
  expect(one.parentId).toBeUndefined();
});

it('records nothing of a trace that its caller does not record', () => {
  const unsampled = `00-${traceId}-${parentId}-00`;
  expect(readTraceContext(unsampled, true)).toMatchObject({ isSampled: false, header: unsampled });
});

it.each([
  'canary',
  `ff-${traceId}-${parentId}-01`,
  `00-${'0'.repeat(32)}-${parentId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${parentId}-01`,
  `00-${traceId}-${parentId}-1`,
  `00-${traceId}-${parentId}-01x`,
  `${sent}\r\nx-evil: 1`,
])('takes %j for no trace', (header) => {
  expect(readTraceContext(header, false)).toBeUndefined();
});
