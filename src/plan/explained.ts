/** An operation as people read it: what is asked of whom, and what has to be known first. */
export interface ExplainedPlan {
  /** `mesh`: the compiler does not cover it, and Mesh's executor decides while it runs. */
  executor: 'plan' | 'mesh';
  /** Why Mesh's executor runs it. */
  reason?: string;
  /** What nothing has to be known for, with what depends on it below. */
  fetches: ExplainedFetch[];
}

export interface ExplainedFetch {
  /** From 1. Those of one stage start together, when the stage before has ended. Mesh's have none. */
  stage?: number;
  /** Absent where the gateway itself answers. */
  source?: string;
  contract?: string;
  /** What of the answer it fills, by response keys from the root. */
  fills: string[];
  /** A GraphQL document, or a method and path template. */
  sends?: string;
  /** For a link: `listPost where siteSlug is slug`. */
  by?: string;
  /** What was really asked in one run; empty when it was never asked. */
  calls?: ExplainedCall[];
  /** Links out of what it finds. */
  links?: ExplainedFetch[];
}

/** One upstream call of a run. */
export interface ExplainedCall {
  /** Since the operation began. */
  startedMs: number;
  durationMs: number | null;
  waitedMs: number;
  attempts: number;
  status: number | null;
  /** It shared a call that was already under way. */
  coalesced: boolean;
  /** What the answer cache did; null when it was not asked. */
  cached: string | null;
  /** Of an answer from memory. */
  ageMs: number | null;
  /** For REST: the method, path and query string that were sent. */
  sent?: string;
  /** For a link: how many keys were asked for. */
  keys?: number;
}

/** The last stage of a fetch, that of its links included. */
export function lastStage({ stage = 1, links = [] }: ExplainedFetch): number {
  return Math.max(stage, ...links.map(lastStage));
}
