/** Shorter ones may stand in a text by chance, and tests have odd ones such as "a". */
export const shortestSecret = 16;

/** A secret in every form that text could carry it in. */
export function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return new Set([
    secret,
    // Without the padding, and without the last group that what follows may have changed.
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
}

export interface Found {
  secret: string;
  form: string;
  at: number;
}

/** Looks for many secrets in one pass, however many there are: a run writes tens of megabytes. */
export class SecretFinder {
  readonly #byStart = new Map<number, { secret: string; form: string; bytes: Buffer }[]>();
  /** Whether any form begins with four bytes of this hash; answers "no" for nearly all of a text. */
  readonly #mayStart = new Uint8Array(1 << hashBits);

  constructor(secrets: Iterable<string>) {
    for (const secret of new Set(secrets)) {
      if (secret.length < shortestSecret) continue;
      for (const form of formsOf(secret)) {
        const bytes = Buffer.from(form);
        const start = bytes.readUInt32BE(0);
        this.#mayStart[hash(start)] = 1;
        const others = this.#byStart.get(start) ?? [];
        this.#byStart.set(start, [...others, { secret, form, bytes }]);
      }
    }
  }

  *find(text: Uint8Array): Generator<Found> {
    let last = 0;
    for (let index = 0; index < text.length; index += 1) {
      last = ((last << 8) | text[index]!) >>> 0;
      if (!this.#mayStart[hash(last)]) continue;
      const at = index - 3;
      for (const { secret, form, bytes } of this.#byStart.get(last) ?? []) {
        if (at >= 0 && bytes.equals(text.subarray(at, at + bytes.length))) {
          yield { secret, form, at };
        }
      }
    }
  }
}

const hashBits = 20;
const hash = (start: number): number => Math.imul(start, 0x9e3779b1) >>> (32 - hashBits);
