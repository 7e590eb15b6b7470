import { latestOf, type Account, type StoredObject } from './account.ts';
import { link } from './links.ts';
import type { WebhookAction } from './request.ts';
import { viewLatest } from './view.ts';

export interface Webhook {
  url: string;
  headers?: Record<string, string>;
}

/** Tells one address what happened, once, and takes no interest in the answer. */
export function callWebhook(
  { url, headers = {} }: Webhook,
  action: WebhookAction,
  object: StoredObject,
  { account, signal }: { account: Account; signal: AbortSignal },
): void {
  const body = JSON.stringify({
    webhookId: 'webhook-1',
    action,
    contentTypeName: object.type,
    ref: `${link(object.type, object.id).dataUrl}/version/${latestOf(object).number}`,
    payload: action === 'Delete' ? { id: object.id } : viewLatest(object, account),
  });
  const sent = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal,
  });
  // Nobody hears of a delivery that failed.
  sent.then((response) => response.body?.cancel()).catch(() => {});
}
