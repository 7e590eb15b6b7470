/** Bad days of an API, and how often each comes among them. */
const kinds = [
  [4, () => ({ kind: 'status', status: 500, body: 'Internal Server Error' })],
  [
    2,
    () => ({
      kind: 'status',
      status: 502,
      body: '<html><h1>Bad Gateway</h1></html>',
      headers: html,
    }),
  ],
  [3, () => ({ kind: 'status', status: 503, body: 'busy' })],
  [1, () => ({ kind: 'status', status: 503, body: 'busy', headers: { 'retry-after': '1' } })],
  [2, () => ({ kind: 'status', status: 429, body: 'Too Many Requests' })],
  [1, () => ({ kind: 'status', status: 429, headers: { 'retry-after': '1' } })],
  [1, () => ({ kind: 'status', status: 401, body: 'Unauthorized' })],
  [1, () => ({ kind: 'status', status: 204 })],
  [1, () => ({ kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:1/' } })],
  [2, () => ({ kind: 'status', status: 200, body: '<html>Welcome</html>', headers: html })],
  [6, (random) => ({ kind: 'delay', delayMs: 20 + random.below(400) })],
  [1, () => ({ kind: 'hang' })],
  [4, () => ({ kind: 'reset' })],
  [2, () => ({ kind: 'truncate' })],
  [2, () => ({ kind: 'malformed' })],
  [1, () => ({ kind: 'slow-body', chunkBytes: 200, everyMs: 20 })],
  [1, () => ({ kind: 'huge', bytes: 2 << 20 })],
];
const html = { 'content-type': 'text/html' };
const total = kinds.reduce((sum, [weight]) => sum + weight, 0);

/** Takes the place of a script of faults: each call fails with a probability, in a way that is drawn. */
export class RandomFaults {
  remaining = 0;
  made = 0;
  share = 0;
  #random;

  constructor(random) {
    this.#random = random;
  }

  add() {}

  clear() {}

  take() {
    if (!this.#random.chance(this.share)) return undefined;
    this.made += 1;
    let at = this.#random.below(total);
    return kinds.find(([weight]) => (at -= weight) < 0)[1](this.#random);
  }
}
