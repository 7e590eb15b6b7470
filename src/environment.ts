import { GatewayError } from './errors.ts';
import { settings, type SettingName } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Amounts are whole numbers unless a fraction makes sense. */
export interface Range {
  /** @default 0 */
  minimum?: number;
  maximum?: number;
  /** @default false */
  hasFractions?: boolean;
}

/** Reads variables and remembers every problem, so that a person mends them in one go. */
export class EnvironmentReader {
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  problem(says: string): void {
    this.#problems.push(says);
  }

  /** Unset, empty and blank are the same. */
  raw(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  text(name: SettingName): string {
    return this.raw(name) ?? settings[name].default;
  }

  list(name: SettingName): string[] {
    return this.text(name)
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  }

  oneOf<T extends string>(name: SettingName, values: readonly T[]): T {
    const value = this.text(name) as T;
    if (!values.includes(value)) {
      this.problem(`${name} is "${value}"; it is one of ${values.join(', ')}`);
    }
    return value;
  }

  onOff(name: SettingName, fallback: boolean): boolean {
    const value = this.text(name);
    if (!['', 'on', 'off'].includes(value)) this.problem(`${name} is "${value}"; it is on or off`);
    return value === '' ? fallback : value === 'on';
  }

  number(name: SettingName, range: Range = {}): number {
    return this.numberOr(name, Number(settings[name].default), range);
  }

  numberOr(name: string, fallback: number, range: Range = {}): number {
    const text = this.raw(name);
    if (text === undefined) return fallback;
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, hasFractions = false } = range;
    const value = Number(text);
    const shape = hasFractions ? /^\d+(\.\d+)?$/ : /^\d+$/;
    if (!shape.test(text) || value < minimum || value > maximum) {
      const limits =
        maximum === Number.MAX_SAFE_INTEGER ? `at least ${minimum}` : `${minimum} to ${maximum}`;
      const kind = hasFractions ? 'number' : 'whole number';
      this.problem(`${name} is "${text}"; it is a ${kind}, ${limits}`);
    }
    return value;
  }

  /** The value is not quoted in the complaint: an address may hold a password. */
  url(name: string): string | undefined {
    const text = this.raw(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
    if (!isHttp || url.username || url.password || /[?#]/.test(text)) {
      this.problem(
        `${name} is no address: it begins with http:// or https:// and has no user, query or fragment`,
      );
    }
    return text;
  }

  /** A name is unknown when it begins like ours and is none of them; other programs may own the rest. */
  refuseUnknown(prefix: string, known: readonly string[]): void {
    for (const name of this.#names(prefix, known)) {
      const close = closest(name, known);
      this.problem(
        `${name} is unknown${close ? `; did you mean ${close}?` : '; .env.example lists all names'}`,
      );
    }
  }

  /** For prefixes that other programs share: only a near miss is surely meant for us. */
  refuseMisspelt(prefix: string, known: readonly string[]): void {
    for (const name of this.#names(prefix, known)) {
      const close = closest(name, known);
      // A further contract of a source has its own, such as `ACME_CRM_ENDPOINT`, in .meshrc.yaml.
      if (!close || distance(name, close) > 2 || name.endsWith('_ENDPOINT')) continue;
      this.problem(`${name} is unknown; did you mean ${close}?`);
    }
  }

  /** Throws one CONFIG_INVALID, a line for each problem. */
  finish(): void {
    if (this.#problems.length === 0) return;
    throw new GatewayError('CONFIG_INVALID', { detail: this.#problems.join('\n') });
  }

  #names(prefix: string, known: readonly string[]): string[] {
    return Object.keys(this.#env).filter(
      (name) => name.startsWith(prefix) && this.#env[name] !== undefined && !known.includes(name),
    );
  }
}

/** The known name that takes the fewest changes, if few enough to be what was meant. */
function closest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, changes: distance(name, candidate) }))
    .sort((a, b) => a.changes - b.changes);
  const best = ranked[0];
  if (best && best.changes <= 3) return best.candidate;
  // A unit or a word left out is many letters and yet one slip.
  return known.find((candidate) => candidate.startsWith(`${name}_`));
}

/** Letters to insert, drop, replace or swap with their neighbour. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, last[j]! + 1, row[j - 1]! + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
