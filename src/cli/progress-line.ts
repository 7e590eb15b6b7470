/** One line that changes on a terminal; in a log, one line for every change. */
export class ProgressLine implements Disposable {
  readonly #subject: string;
  readonly #startedAtMs = performance.now();
  readonly #isTerminal = process.stdout.isTTY === true;
  #timer: NodeJS.Timeout | undefined;
  #says = '';

  constructor(subject: string) {
    this.#subject = subject;
  }

  show(says: string): void {
    if (says === this.#says) return;
    this.#says = says;
    if (!this.#isTerminal) return console.log(this.#line());
    this.#draw();
    this.#timer ??= setInterval(() => this.#draw(), 1000).unref();
  }

  end(says: string): void {
    const isNews = says !== this.#says;
    this.#says = says;
    if (this.#isTerminal) process.stdout.write(`\r\x1b[K${this.#line()}\n`);
    else if (isNews) console.log(this.#line());
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #draw(): void {
    process.stdout.write(`\r\x1b[K${this.#line()}`);
  }

  #line(): string {
    const seconds = Math.round((performance.now() - this.#startedAtMs) / 1000);
    return `${this.#subject}: ${this.#says} (${seconds} s)`;
  }
}
