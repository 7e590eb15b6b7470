import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../errors.ts';
import type { Identity } from '../../identity/identity.ts';
import type { OperationContext } from '../../operation-context.ts';
import type { Log } from '../../telemetry/log.ts';
import { CallBudget } from '../../transport/budget.ts';
import type { LimitsOf } from '../../transport/step.ts';
import type { Changes, Told } from '../changes.ts';
import type { Time } from '../time.ts';
import type { RunOperation } from '../waits.ts';
import { Debounce } from './debounce.ts';
import type { Rule, Trigger } from './read-rules.ts';

export interface RulesOptions {
  rules: readonly Rule[];
  changes: Changes;
  /** Who a rule runs as; undefined when there is no such profile. */
  identify(profile: string | undefined): Identity | undefined | Promise<Identity>;
  run: RunOperation;
  log: Log;
  time: Time;
  timeoutMs: number;
  limits?: LimitsOf | undefined;
}

/** A burst that never ends still leads to a run now and then. */
const longestWaits = 10;
const attempts = 4;

/** Runs rules when what they wait for happens. Disposing runs what is pending, and waits for it. */
export function startRules(options: RulesOptions): AsyncDisposable {
  const { rules, changes, time } = options;
  const stopping = new AbortController();
  const waiting = rules.map((rule) => ({
    rule,
    debounce: new Debounce({
      waitMs: rule.debounceMs,
      longestMs: rule.debounceMs * longestWaits,
      time,
      run: () => runRule(options, rule, stopping.signal),
    }),
  }));
  const listening = changes.listen((told) => {
    if (!told.isOurs) return;
    for (const { rule, debounce } of waiting) {
      if (rule.on.some((trigger) => isMeant(trigger, told))) debounce.call();
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      stopping.abort();
      await Promise.all(waiting.map(({ debounce }) => debounce.flush()));
    },
  };
}

function isMeant({ source, type, action }: Trigger, { source: sender, notice }: Told): boolean {
  const fits = (wanted: string, found: string) =>
    wanted === '*' || wanted.toLowerCase() === found.toLowerCase();
  return source === sender && fits(type, notice.type) && fits(action, notice.action);
}

/**
 * Tried again only when the source is known to have done nothing. A gateway that stops does not wait for
 * that: it tries a last time, and says how it went.
 */
async function runRule(options: RulesOptions, rule: Rule, stopping: AbortSignal): Promise<void> {
  const { log, time } = options;
  const requestId = randomUUID();
  const line = { event: 'rule', rule: rule.name, does: rule.does, requestId };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runOnce(options, rule, requestId);
      return log.info({ ...line, outcome: 'done' }, 'a rule ran');
    } catch (error) {
      const code = error instanceof GatewayError ? error.code : 'INTERNAL';
      const isUntouched = code === 'SOURCE_RATE_LIMITED' || code === 'OVERLOADED';
      if (!isUntouched || attempt === attempts || stopping.aborted) {
        const detail = error instanceof GatewayError ? { detail: error.message } : { err: error };
        return log.error({ ...line, outcome: 'failed', code, ...detail }, 'a rule failed');
      }
      const { retryAfterMs } = (error as GatewayError).facts;
      const waitMs = typeof retryAfterMs === 'number' ? retryAfterMs : 1000 * 2 ** attempt;
      await time.sleep(waitMs, stopping);
    }
  }
}

async function runOnce(options: RulesOptions, rule: Rule, requestId: string): Promise<void> {
  const { identify, run, timeoutMs } = options;
  const identity = await identify(rule.profile);
  if (!identity) {
    throw new GatewayError('CREDENTIAL_MISSING', {
      detail: `the keyring has no profile "${rule.profile}"; add it with trefoil keyring`,
    });
  }
  const operation: OperationContext = {
    requestId,
    identity,
    signal: new AbortController().signal,
    deadlineMs: performance.now() + timeoutMs,
    budget: new CallBudget(options.limits),
    calls: [],
  };
  const { data, errors } = await run(rule.operation, rule.variables, operation);
  if (errors.length > 0) throw errors[0]!.error;
  if (Object.values(data ?? {}).every((value) => value === null)) {
    throw new GatewayError('SOURCE_ERROR', { detail: 'the source answered null: it did nothing' });
  }
}
