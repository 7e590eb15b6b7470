/** Things to end together, newest first, whether start-up went well or not. */
export class Owned implements AsyncDisposable {
  readonly #things: (AsyncDisposable | Disposable)[] = [];

  add<T extends AsyncDisposable | Disposable>(thing: T): T {
    this.#things.push(thing);
    return thing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const thing of this.#things.splice(0).reverse()) {
      await (Symbol.asyncDispose in thing ? thing[Symbol.asyncDispose]() : thing[Symbol.dispose]());
    }
  }
}
