import type { LiveGateway } from './live-gateway.ts';

export const secret = 'what only flotiq and we know';
export const env = { FLOTIQ_WEBHOOK_SECRET: secret, FIBERY_WEBHOOK_SECRET: secret };
export const signed = { 'x-trefoil-webhook-secret': secret };

/** As Flotiq and Fibery would. */
export function post(
  gateway: LiveGateway,
  source: string,
  body: unknown,
  headers: Record<string, string> = signed,
) {
  return fetch(`${gateway.url}/webhooks/${source}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const update = (id: string, more = {}) => ({
  webhookId: 'w',
  action: 'Update',
  contentTypeName: 'blogpost',
  payload: { id, title: 'what the sender says', ...more },
});
