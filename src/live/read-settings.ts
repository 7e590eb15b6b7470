import type { EnvironmentReader } from '../environment.ts';
import type { Environment } from '../environment.ts';
import { readSecretVariable } from '../identity/secret-variable.ts';
import type { Source } from '../source.ts';
import type { WebhookKey } from './inbox.ts';

/** Amounts of what is live. */
export interface LiveSettings {
  fastestMs: number;
  slowestMs: number;
  /** Events that wait for one subscriber. */
  queue: number;
  /** Subscriptions open at once. */
  subscriptions: number;
  webhookBytes: number;
  /** File of the rules; undefined means none. */
  rules: string | undefined;
}

export function readLiveSettings(read: EnvironmentReader): LiveSettings {
  const settings = {
    fastestMs: read.number('TREFOIL_LIVE_FASTEST_MS', { minimum: 1 }),
    slowestMs: read.number('TREFOIL_LIVE_SLOWEST_MS', { minimum: 1 }),
    queue: read.number('TREFOIL_LIVE_QUEUE', { minimum: 1 }),
    subscriptions: read.number('TREFOIL_LIVE_SUBSCRIPTIONS', { minimum: 1 }),
    webhookBytes: read.number('TREFOIL_WEBHOOK_MAX_BYTES', { minimum: 1 }),
    rules: read.raw('TREFOIL_RULES'),
  };
  if (settings.slowestMs < settings.fastestMs) {
    read.problem('TREFOIL_LIVE_SLOWEST_MS is less than TREFOIL_LIVE_FASTEST_MS');
  }
  return settings;
}

/** The variables of one source that are about its webhooks, for `.env.example`. */
export function listWebhookVariables({ name, title, live }: Source) {
  if (!live?.readWebhook) return [];
  const prefix = `${name.toUpperCase()}_WEBHOOK`;
  return [
    {
      name: `${prefix}_SECRET`,
      default: '',
      says: `what ${title} sends with its webhooks; empty means that none are taken`,
    },
    { name: `${prefix}_SECRET_FILE`, default: '', says: 'file that holds it' },
    {
      name: `${prefix}_SIGNATURE_HEADER`,
      default: '',
      says: 'header with an HMAC-SHA256 of the body, made with the secret, in place of the secret itself',
    },
  ];
}

export async function readWebhookKeys(
  env: Environment,
  sources: readonly Source[],
): Promise<Map<string, WebhookKey>> {
  const keys = new Map<string, WebhookKey>();
  for (const { name, live } of sources) {
    if (!live?.readWebhook) continue;
    const prefix = `${name.toUpperCase()}_WEBHOOK`;
    const secret = await readSecretVariable(env, `${prefix}_SECRET`);
    const signatureHeader = env[`${prefix}_SIGNATURE_HEADER`]?.trim().toLowerCase() || undefined;
    if (secret !== undefined) keys.set(name, { secret, signatureHeader });
  }
  return keys;
}
