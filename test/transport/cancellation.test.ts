import { describe, expect, it } from 'vitest';
import { Cancel, toAbortSignal, type Cancellation } from '../../src/transport/cancellation.ts';

interface Kind {
  signal: Cancellation;
  abort(reason: unknown): void;
}

const kinds: [string, () => Kind][] = [
  ['an AbortController', () => new AbortController()],
  [
    'a Cancel',
    () => {
      const cancel = new Cancel();
      return { signal: cancel, abort: (reason) => cancel.abort(reason) };
    },
  ],
];

const nobody = () => {};

/** Listens under a name, and notes what is heard. */
function listen({ signal }: Kind, ...names: string[]) {
  const heard: unknown[] = [];
  const listeners = names.map((name) => () => void heard.push([name, signal.reason]));
  for (const listener of listeners) signal.addEventListener('abort', listener, { once: true });
  return { heard, listeners };
}

describe.each(kinds)('%s', (_kind, create) => {
  it('tells all who listen, once and why', () => {
    const kind = create();
    const { heard } = listen(kind, 'one', 'two', 'three');
    expect(kind.signal.aborted).toBe(false);
    kind.abort('first');
    kind.abort('second');
    expect(heard).toEqual(['one', 'two', 'three'].map((name) => [name, 'first']));
    expect(kind.signal).toMatchObject({ aborted: true, reason: 'first' });
  });

  it.each([0, 1, 2])('tells nothing to number %i, who listens no more', (left) => {
    const kind = create();
    const { heard, listeners } = listen(kind, 'one', 'two', 'three');
    kind.signal.removeEventListener('abort', listeners[left]!);
    kind.signal.removeEventListener('abort', nobody);
    kind.abort('over');
    const rest = ['one', 'two', 'three'].filter((_, at) => at !== left);
    expect(heard).toEqual(rest.map((name) => [name, 'over']));
  });

  it('tells nothing to who comes late', () => {
    const kind = create();
    kind.abort('over');
    const { heard } = listen(kind, 'late');
    kind.abort('again');
    expect(heard).toEqual([]);
  });

  it('becomes a true signal, before or after', () => {
    const [before, after] = [create(), create()];
    before.abort('before');
    const signals = [toAbortSignal(before.signal), toAbortSignal(after.signal)];
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    after.abort('after');
    expect(signals.map(({ reason }) => reason as unknown)).toEqual(['before', 'after']);
    expect(signals.every((signal) => signal instanceof AbortSignal)).toBe(true);
  });
});

it('hands a true signal on as it is', () => {
  const { signal } = new AbortController();
  expect(toAbortSignal(signal)).toBe(signal);
});
