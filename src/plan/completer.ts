/** Stands for a null that its type forbids; the nearest nullable place above becomes null instead. */
export const INVALID = Symbol('invalid');

/** Turns an upstream value into its value in the answer. Null, never undefined, where there is none. */
export type Completer = (value: unknown, sink: ErrorSink, tree: ErrorTree | undefined) => unknown;

export type PathKey = string | number;

export interface LocatedError {
  path: PathKey[];
  error: Error;
}

/**
 * Collects errors without a path being carried along: whoever calls a completer prefixes its own key
 * to what was added meanwhile. Answers without errors, nearly all, pay one comparison a field.
 */
export class ErrorSink {
  readonly errors: LocatedError[] = [];

  get count(): number {
    return this.errors.length;
  }

  add(error: Error): void {
    this.errors.push({ path: [], error });
  }

  prefix(from: number, key: PathKey): void {
    for (let index = from; index < this.errors.length; index += 1) {
      this.errors[index]?.path.unshift(key);
    }
  }
}

/** Where an upstream reported errors, by response keys; a node stands for "at this place or below it". */
export class ErrorTree {
  readonly #children = new Map<PathKey, ErrorTree>();

  get(key: PathKey): ErrorTree | undefined {
    return this.#children.get(key);
  }

  add(path: readonly PathKey[]): void {
    let node: ErrorTree = this;
    for (const key of path) {
      const child = node.#children.get(key) ?? new ErrorTree();
      node.#children.set(key, child);
      node = child;
    }
  }
}
