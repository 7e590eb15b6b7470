const windowMs = 1000;
const perToken = 3;
const perWorkspace = 7;
const workspaceKey = '';

/** Three requests a second for each token, seven for the workspace, over a sliding second. */
export class RateLimits {
  #admitted = new Map<string, number[]>();
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts the request if both limits have room for it; one that is refused costs nothing. */
  admit(token: string): boolean {
    const nowMs = this.#now();
    const own = this.#recent(token, nowMs);
    const all = this.#recent(workspaceKey, nowMs);
    if (own.length >= perToken || all.length >= perWorkspace) return false;
    this.#admitted.set(token, [...own, nowMs]);
    this.#admitted.set(workspaceKey, [...all, nowMs]);
    return true;
  }

  #recent(key: string, nowMs: number): number[] {
    return (this.#admitted.get(key) ?? []).filter((atMs) => nowMs - atMs < windowMs);
  }
}
