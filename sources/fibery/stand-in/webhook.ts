import type { Effect } from './workspace.ts';

export interface WebhookTarget {
  url: string;
  headers?: Record<string, string>;
}

/** Reports changes as Fibery's second webhook version does, and waits for nobody. */
export class Webhook {
  #sequenceId = 0;
  #closing = new AbortController();
  #target: WebhookTarget;

  constructor(target: WebhookTarget) {
    this.#target = target;
  }

  send(effects: Effect[], authorId: string, nowMs: number): void {
    if (effects.length === 0) return;
    this.#sequenceId += 1;
    const creationDate = new Date(nowMs).toISOString();
    const { url, headers } = this.#target;
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ sequenceId: this.#sequenceId, authorId, creationDate, effects }),
      signal: this.#closing.signal,
      // The vendor does not tell a change's author that nobody listened.
    }).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    );
  }

  close(): void {
    this.#closing.abort();
  }
}
