import { GatewayError } from '../../src/errors.ts';
import type { RestSend } from '../../src/source.ts';

/** The account's OpenAPI document, relations typed, without the key that Flotiq writes into its links. */
export async function fetchDocument(send: RestSend): Promise<Record<string, unknown>> {
  const answer = await send({
    method: 'GET',
    path: '/api/v1/open-api-schema.json',
    query: [['hydrate', '1']],
  });
  if (typeof answer !== 'object' || answer === null || !('paths' in answer)) {
    throw new GatewayError('CONTRACT_INVALID', {
      source: 'flotiq',
      detail: 'answered no OpenAPI document; check that the key may read the content types',
    });
  }
  return withoutTokens(answer) as Record<string, unknown>;
}

/** Whichever token it is: a link may hold another one than the key that asked. */
function withoutTokens(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(/(\bauth_token(?:=|%3D))[^&#"'\s)<>%]+(?:%3D)*/gi, '$1YOUR_API_KEY');
  }
  if (Array.isArray(value)) return value.map(withoutTokens);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTokens(item)]));
}
