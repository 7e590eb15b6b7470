/**
 * What waits for one subscriber, in order. When a slow subscriber's box is full the oldest letter
 * is dropped and counted: what is newest matters most, and memory stays bounded.
 */
export class Mailbox<T> {
  readonly #capacity: number;
  readonly #waiting: T[] = [];
  #missed = 0;
  #end: { error?: unknown } | undefined;
  #arrived: (() => void) | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(letter: T): void {
    if (this.#end) return;
    this.#waiting.push(letter);
    if (this.#waiting.length > this.#capacity) {
      this.#waiting.shift();
      this.#missed += 1;
    }
    this.#arrived?.();
  }

  /** What is in the box is still handed out; then the reader's `take` answers undefined, or fails. */
  close(end: { error?: unknown } = {}): void {
    this.#end ??= end;
    this.#arrived?.();
  }

  /** Letters dropped since this was last asked. */
  takeMissed(): number {
    const missed = this.#missed;
    this.#missed = 0;
    return missed;
  }

  async take(): Promise<T | undefined> {
    while (this.#waiting.length === 0 && !this.#end) {
      await new Promise<void>((resolve) => (this.#arrived = resolve));
      this.#arrived = undefined;
    }
    if (this.#waiting.length > 0) return this.#waiting.shift();
    if (this.#end && 'error' in this.#end) throw this.#end.error;
    return undefined;
  }
}
