/** Ways in which a stand-in can misbehave, queued by tests and scripts and used up in order. */
export type Fault =
  | { kind: 'status'; status: number; body?: string; headers?: Record<string, string> }
  | { kind: 'delay'; delayMs: number }
  | { kind: 'hold'; until: Promise<unknown> }
  | { kind: 'hang' }
  | { kind: 'reset' }
  | { kind: 'truncate' }
  | { kind: 'slow-body'; chunkBytes: number; everyMs: number }
  | { kind: 'huge'; bytes: number }
  | { kind: 'malformed' };

/**
 * A fault that holds for the next `times` matching calls. @default times 1
 * `caller` is the secret of one caller, so that others may ask at the same time.
 */
export type ScriptedFault = Fault & {
  times?: number;
  method?: string;
  path?: string;
  caller?: string;
};

interface FaultyCall {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
}

/** Whichever header a vendor takes its credential in. */
export function isBy(secret: string, headers: Readonly<Record<string, string>>): boolean {
  return Object.values(headers).some((value) => value.includes(secret));
}

export class FaultScript {
  #faults: ScriptedFault[] = [];

  add(fault: ScriptedFault): void {
    this.#faults.push({ times: 1, ...fault });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Faults that no call has used up: a test asserts that this is 0. */
  get remaining(): number {
    return this.#faults.reduce((sum, fault) => sum + (fault.times ?? 1), 0);
  }

  take({ method, path, headers }: FaultyCall): Fault | undefined {
    const index = this.#faults.findIndex(
      (fault) =>
        (fault.method === undefined || fault.method === method) &&
        (fault.path === undefined || path.startsWith(fault.path)) &&
        (fault.caller === undefined || isBy(fault.caller, headers)),
    );
    const fault = this.#faults[index];
    if (!fault) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) this.#faults.splice(index, 1);
    return fault;
  }
}
