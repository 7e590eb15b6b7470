import { expect, it } from 'vitest';
import { createDevLoop, type DevLoop } from '../../src/cli/dev-loop.ts';

type Step = 'build' | 'compose' | 'serve';

function start(fail: Partial<Record<Step, string[]>> = {}, during?: (loop: DevLoop) => void) {
  const done: string[] = [];
  const step = (name: Step) => async () => {
    done.push(name);
    if (name === 'compose' && done.length === 1) during?.(loop);
    return fail[name]?.shift() || undefined;
  };
  const loop: DevLoop = createDevLoop({
    build: step('build'),
    compose: step('compose'),
    serve: step('serve'),
    complain: (problem) => done.push(`complain: ${problem}`),
  });
  return { loop, done };
}

it.each([
  ['settings', ['serve']],
  ['contract', ['compose', 'serve']],
  ['code', ['build', 'compose', 'serve']],
] as const)('does after a change of %s what depends on it', async (change, expected) => {
  const { loop, done } = start();
  loop.changed(change);
  await loop.idle();
  expect(done).toEqual(expected);
});

it('leaves the server alone when building or composing fails', async () => {
  const { loop, done } = start({ build: ['syntax'], compose: ['collision'] });
  loop.changed('code');
  await loop.idle();
  expect(done.splice(0)).toEqual(['build', 'complain: syntax']);
  loop.changed('code');
  await loop.idle();
  expect(done).toEqual(['build', 'compose', 'complain: collision']);
});

it('owes what failed until it is mended', async () => {
  const { loop, done } = start({ build: ['syntax'] });
  loop.changed('code');
  await loop.idle();
  done.length = 0;
  loop.changed('settings');
  await loop.idle();
  expect(done.splice(0)).toEqual(['build', 'compose', 'serve']);
  loop.changed('settings');
  await loop.idle();
  expect(done).toEqual(['serve']);
});

it('does one round for all that changes during a round, and after it', async () => {
  const { loop, done } = start({}, (running) => {
    running.changed('settings');
    running.changed('contract');
  });
  loop.changed('contract');
  await loop.idle();
  expect(done).toEqual(['compose', 'serve', 'compose', 'serve']);
});

it('begins nothing more once it is ended, and complains of nothing that was cut', async () => {
  let ended: Promise<void> | undefined;
  const { loop, done } = start({}, (running) => (ended = running.end()));
  loop.changed('contract');
  await loop.idle();
  await ended;
  loop.changed('code');
  await loop.idle();
  expect(done).toEqual(['compose']);

  const cut = start({ compose: ['ended with SIGTERM'] }, (running) => void running.end());
  cut.loop.changed('contract');
  await cut.loop.idle();
  expect(cut.done).toEqual(['compose']);
});
