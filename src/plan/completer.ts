import { GatewayError } from '../errors.ts';

/** Stands for a null that its type forbids; the nearest nullable place above becomes null instead. */
export const INVALID = Symbol('invalid');

/** Turns an upstream value into its value in the answer. Null, never undefined, where there is none. */
export type Completer = (value: unknown, sink: Sink, tree: ErrorTree | undefined) => unknown;

export type PathKey = string | number;

export interface LocatedError {
  path: PathKey[];
  error: Error;
}

/** A field that waits for another source: where its value goes once it is known, and by which keys. */
export interface Waiting {
  path: PathKey[];
  /** What it waits for; each occurrence in an operation is a unit of its own. */
  unit: unknown;
  keys: readonly string[];
  fill(value: unknown): void;
}

/**
 * Collects errors and waiting fields without a path being carried along: whoever calls a completer
 * prefixes its own key to what was added meanwhile. Answers that have neither, nearly all, pay one
 * comparison a field.
 */
export class Sink {
  #entries: (LocatedError | Waiting)[] = [];
  #added = 0;
  readonly #source: string | undefined;

  /** @param source Whose values are completed: what is wrong with them is its doing. */
  constructor(source?: string) {
    this.#source = source;
  }

  get count(): number {
    return this.#entries.length;
  }

  add(error: Error): void {
    this.#added += 1;
    if (this.#added > mostErrors) return;
    this.#entries.push(this.#say(error));
  }

  wait(waiting: Omit<Waiting, 'path'>): void {
    this.#entries.push({ path: [], ...waiting });
  }

  prefix(from: number, key: PathKey): void {
    for (let index = from; index < this.#entries.length; index += 1) {
      this.#entries[index]?.path.unshift(key);
    }
  }

  /** What waited in an object that became null waits no more; what went wrong there is still said. */
  giveUp(from: number): void {
    this.#entries = this.#entries.filter((entry, index) => index < from || 'error' in entry);
  }

  get errors(): LocatedError[] {
    const errors = this.#entries.filter((entry): entry is LocatedError => 'error' in entry);
    const unsaid = this.#added - mostErrors;
    if (unsaid <= 0) return errors;
    return [
      ...errors,
      this.#say(new Error(`${unsaid} more values do not fit; synchronise the contract.`)),
    ];
  }

  #say(error: Error): LocatedError {
    return { path: [], error: this.#source ? badValue(error, this.#source) : error };
  }

  get waiting(): Waiting[] {
    return this.#entries.filter((entry): entry is Waiting => 'unit' in entry);
  }
}

/** Where an upstream reported errors, by response keys; a node stands for "at this place or below it". */
export class ErrorTree {
  readonly #children = new Map<PathKey, ErrorTree>();

  constructor(errors: readonly LocatedError[] = []) {
    for (const { path } of errors) this.#add(path);
  }

  get(key: PathKey): ErrorTree | undefined {
    return this.#children.get(key);
  }

  #add(path: readonly PathKey[]): void {
    let node: ErrorTree = this;
    for (const key of path) {
      const child = node.#children.get(key) ?? new ErrorTree();
      node.#children.set(key, child);
      node = child;
    }
  }
}

/** What is wrong with every item of a long list is said often enough by then. */
const mostErrors = 1000;

/** Values are quoted in these, and a value can be of any length. */
const longestDetail = 300;

/** A value that cannot stand where the contract has it. */
export function badValue(cause: Error, source: string): GatewayError {
  const { message } = cause;
  const detail =
    message.length > longestDetail ? `${message.slice(0, longestDetail - 1)}…` : message;
  return new GatewayError('SOURCE_BAD_ANSWER', { source, detail, cause });
}
