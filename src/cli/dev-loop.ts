/** What changed, as far as it decides what has to be done again. */
export type Change = 'code' | 'contract' | 'settings';

/** Each step says what went wrong, or nothing. */
export interface DevSteps {
  build(): Promise<string | undefined>;
  compose(): Promise<string | undefined>;
  serve(): Promise<string | undefined>;
  complain(problem: string): void;
}

export interface DevLoop {
  changed(change: Change): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Begins no further step, and resolves when the one under way is over. */
  end(): Promise<void>;
}

/**
 * One round at a time, for all that changed since the last. A round that fails stays owed: when the
 * contract is mended, code that was changed with it is still to be built.
 */
export function createDevLoop(steps: DevSteps): DevLoop {
  const fresh = new Set<Change>();
  const owed = new Set<Change>();
  let underWay: Promise<void> | undefined;
  let isEnded = false;

  async function run(): Promise<void> {
    while (fresh.size > 0) {
      for (const change of fresh) owed.add(change);
      fresh.clear();
      const problem = await runSteps(new Set(owed));
      if (problem === undefined) owed.clear();
      else if (!isEnded) steps.complain(problem);
    }
    underWay = undefined;
  }

  async function runSteps(due: ReadonlySet<Change>): Promise<string | undefined> {
    const needsGraph = due.has('code') || due.has('contract');
    const ordered = [
      ...(due.has('code') ? [() => steps.build()] : []),
      ...(needsGraph ? [() => steps.compose()] : []),
      () => steps.serve(),
    ];
    for (const step of ordered) {
      const problem = isEnded ? undefined : await step();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  return {
    changed(change) {
      if (isEnded) return;
      fresh.add(change);
      // Not at once: a change that is told while the first step begins belongs to the next round.
      underWay ??= Promise.resolve().then(run);
    },
    idle: async () => underWay,
    async end() {
      isEnded = true;
      fresh.clear();
      await underWay;
    },
  };
}
