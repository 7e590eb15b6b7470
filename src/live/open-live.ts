import { readWebhookKeys } from './read-settings.ts';
import { createLive, type Live, type LiveOptions } from './live.ts';
import { startRules } from './rules/run-rules.ts';
import { systemTime } from './time.ts';
import type { WaitOptions } from './waits.ts';
import type { IdentityReader } from '../identity/read-identity.ts';
import type { Environment } from '../environment.ts';
import type { LimitsOf } from '../transport/step.ts';

export interface OpenLiveOptions extends Omit<LiveOptions, 'webhookKeys'> {
  env: Environment;
  identities: IdentityReader;
  isProduction: boolean;
  /** @default the sources' own */
  limits?: LimitsOf;
}

export interface OpenedLive extends AsyncDisposable {
  live: Live;
  waitOptions: WaitOptions;
}

/** What is live, as the environment configures it: secrets of webhooks, and rules. */
export async function openLive(options: OpenLiveOptions): Promise<OpenedLive> {
  const { env, identities, isProduction, settings, time = systemTime } = options;
  const { schema, graph, sources, run, log, timeoutMs } = options;
  const rules = settings.rules
    ? await (
        await import('./rules/read-rules.ts')
      ).readRules(settings.rules, { schema, graph, sources, isProduction })
    : [];
  const webhookKeys = await readWebhookKeys(env, sources);
  for (const { name, on } of rules) {
    for (const { source } of on.filter((trigger) => !webhookKeys.has(trigger.source))) {
      log.warn(
        { rule: name },
        `nothing is heard of ${source}: set ${source.toUpperCase()}_WEBHOOK_SECRET`,
      );
    }
  }
  const { live, waitOptions } = createLive({ ...options, webhookKeys, time });
  const running = startRules({
    rules,
    changes: live.changes,
    identify: (profile) =>
      profile === undefined
        ? identities.read(() => undefined, { isLoopback: true })
        : identities.ofProfile(profile),
    run,
    log,
    time,
    timeoutMs,
    limits: options.limits,
  });
  return {
    live,
    waitOptions,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      live[Symbol.dispose]();
    },
  };
}
