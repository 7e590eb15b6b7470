import { expect, inject, it } from 'vitest';
import { parseRules } from '../../src/live/rules/read-rules.ts';
import { Debounce } from '../../src/live/rules/debounce.ts';
import { buildGraph, readArtifacts } from '../../src/artifacts.ts';
import { sources } from '../../sources/index.ts';
import { FakeTime } from './fake-time.ts';
import { GatewayError } from '../../src/errors.ts';
import { Changes } from '../../src/live/changes.ts';
import { startRules } from '../../src/live/rules/run-rules.ts';

const { graph, sdl } = await readArtifacts(inject('artifacts'));
const context = { schema: buildGraph(sdl), graph, sources, isProduction: false };
const parse = (text: string, more = {}) => parseRules(text, 'rules.yaml', { ...context, ...more });

it('reads what happens, what to do, as whom, and how long to wait', () => {
  const rules = parse(`
rules:
  - name: publish
    on: flotiq.blogpost.publish
    do: fleek.triggerDeploy
    with: { siteId: site-1 }
    as: deployer
    debounce: 30s
  - on: [flotiq.*.update, fibery.Delivery/Release.update]
    do: fleek.triggerDeploy
    with: { siteId: site-1, commit: HEAD }
`);
  expect(rules).toEqual([
    {
      name: 'publish',
      on: [{ source: 'flotiq', type: 'blogpost', action: 'publish' }],
      does: 'fleek.triggerDeploy',
      operation: 'mutation ($siteId: ID!) { triggerDeploy(siteId: $siteId) { __typename } }',
      variables: { siteId: 'site-1' },
      profile: 'deployer',
      debounceMs: 30_000,
    },
    expect.objectContaining({
      name: 'rule 2',
      on: [
        { source: 'flotiq', type: '*', action: 'update' },
        { source: 'fibery', type: 'Delivery/Release', action: 'update' },
      ],
      variables: { siteId: 'site-1', commit: 'HEAD' },
      profile: undefined,
      debounceMs: 10_000,
    }),
  ]);
});

it('says every problem with its line', () => {
  const text = `rules:
  - name: a
    on: fleek.deploy.done
    do: flotiq.triggerDeploy
    debounce: soon
  - on: published
    do: fleek.triggerDeploy
    with: { site: x }
    wenn: x
  - on: flotiq.blogpost.publish
    do: fleek.triggerDeploy
    with: { siteId: [x] }
  - do: nothing
    with: 3
`;
  let message = '';
  try {
    parse(text, { isProduction: true });
  } catch (error) {
    message = (error as Error).message;
  }
  const noProfile = (line: number) =>
    expect.stringContaining(`rules.yaml:${line}: "as" is missing`);
  expect(message.split('\n')).toEqual([
    'rules.yaml:3: nothing is heard of "fleek"; there are fibery, flotiq',
    'rules.yaml:4: flotiq has no mutation triggerDeploy',
    noProfile(2),
    'rules.yaml:5: "debounce" is a time such as 500ms, 30s or 2m',
    'rules.yaml:9: there is no option "wenn"; there are name, on, do, with, as, debounce',
    expect.stringContaining('rules.yaml:6: "published" is no event'),
    'rules.yaml:8: triggerDeploy has no argument "site"; there are siteId, commit',
    noProfile(6),
    expect.stringContaining('rules.yaml:12: "siteId" got invalid value ["x"]'),
    noProfile(10),
    expect.stringContaining('rules.yaml:13: "on" is missing'),
    'rules.yaml:14: "with" holds the arguments, each with its value',
    noProfile(13),
  ]);
});

it.each(['', 'rules: 3', '- a', 'rules: [a]', 'rules: ['])('refuses %j', (text) => {
  expect(() => parse(text)).toThrow(/^rules\.yaml:1/);
});

function createDebounce() {
  const time = new FakeTime();
  const runs: number[] = [];
  const start = time.now();
  const debounce = new Debounce({
    waitMs: 1000,
    longestMs: 3000,
    time,
    run: async () => void runs.push(time.now() - start),
  });
  return { time, runs, debounce };
}

it('runs once after a burst has gone quiet', async () => {
  const { time, runs, debounce } = createDebounce();
  for (let call = 0; call < 5; call += 1) {
    debounce.call();
    await time.pass(200);
  }
  expect(runs).toEqual([]);
  await time.pass(5000);
  expect(runs).toEqual([1800]);
});

it('runs now and then in a burst that never ends', async () => {
  const { time, runs, debounce } = createDebounce();
  for (let call = 0; call < 30; call += 1) {
    debounce.call();
    await time.pass(250);
  }
  expect(runs).toEqual([3000, 6000]);
});

it('runs what is pending when the gateway goes down', async () => {
  const { runs, debounce } = createDebounce();
  debounce.call();
  await debounce.flush();
  expect(runs).toEqual([0]);
});

it('forgets no call, however close to the end of a run it comes', async () => {
  for (let moment = 0; moment < 8; moment += 1) {
    let runs = 0;
    const run = async () => void (runs += 1);
    const debounce = new Debounce({ waitMs: 0, longestMs: 0, time: new FakeTime(), run });
    debounce.call();
    for (let passed = 0; passed < moment; passed += 1) await Promise.resolve();
    debounce.call();
    await new Promise((resolve) => setImmediate(resolve));
    expect({ moment, runs }).toEqual({ moment, runs: 2 });
  }
});

it('tries a last time when the gateway goes down, however long the source wants to be left alone', async () => {
  const time = new FakeTime();
  const changes = new Changes();
  const lines: object[] = [];
  let runs = 0;
  const running = startRules({
    rules: parse(`
rules:
  - { name: publish, on: flotiq.*.publish, do: fleek.triggerDeploy, with: { siteId: a }, debounce: 0s }
`),
    changes,
    identify: () => ({}) as never,
    async run() {
      runs += 1;
      throw new GatewayError('SOURCE_RATE_LIMITED', {
        detail: 'later',
        facts: { retryAfterMs: 3_600_000 },
      });
    },
    log: { error: (line: object) => lines.push(line) } as never,
    time,
    timeoutMs: 1000,
  });
  const notice = { type: 'blogpost', action: 'publish', id: 'a' };
  changes.publish({ source: 'flotiq', notice, placed: new Map(), atMs: time.now(), isOurs: true });
  await time.asleep();
  expect({ runs, lines }).toEqual({ runs: 1, lines: [] });
  await running[Symbol.asyncDispose]();
  expect({ runs, sleeping: time.sleeping }).toEqual({ runs: 2, sleeping: [] });
  expect(lines).toMatchObject([
    { rule: 'publish', outcome: 'failed', code: 'SOURCE_RATE_LIMITED' },
  ]);
});
