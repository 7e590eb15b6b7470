export interface MutationResult {
  message: string;
  entities: { id: string; type: string }[];
  documents: { secret: string }[];
}

interface QueuedAction {
  actionName: string;
  run(): MutationResult | null;
}

export interface Job {
  readonly id: string;
  readonly dueMs: number;
  status: 'EXECUTING' | 'COMPLETED' | 'FAILED';
  message: string;
  actions: { actionName: string; result: MutationResult | null }[];
  readonly queue: QueuedAction[];
}

/** How long a background job takes by the workspace's clock. */
export const jobDurationMs = 2000;

/** Background jobs, done when the clock has passed them and someone looks. */
export class Jobs {
  #jobs = new Map<string, Job>();

  start(id: string, nowMs: number): Job {
    const job: Job = {
      id,
      dueMs: nowMs + jobDurationMs,
      status: 'EXECUTING',
      message: 'The job is executing',
      actions: [],
      queue: [],
    };
    this.#jobs.set(id, job);
    return job;
  }

  get count(): number {
    return this.#jobs.size;
  }

  find(id: string): Job | null {
    return this.#jobs.get(id) ?? null;
  }

  /** Performs what is due. To be called before anything reads the workspace. */
  settle(nowMs: number): void {
    for (const job of this.#jobs.values()) {
      if (job.status === 'EXECUTING' && job.dueMs <= nowMs) finish(job);
    }
  }
}

function finish(job: Job): void {
  try {
    for (const { actionName, run } of job.queue) job.actions.push({ actionName, result: run() });
    job.status = 'COMPLETED';
    job.message = 'The job is completed';
  } catch (error) {
    job.status = 'FAILED';
    job.message = (error as Error).message;
  }
}
