import { parse } from 'graphql';
import { NoAnswer, type Client } from '../client/index.ts';
import { GatewayError } from '../errors.ts';

/** Once: what changes something may have happened before its answer was lost. Then `lost` says what to do. */
export async function ask(
  client: Client,
  query: string,
  variables: Record<string, unknown>,
  lost = 'is it the address of a gateway, and does it run?',
): Promise<Record<string, unknown>> {
  const { data, errors } = await client
    .ask<Record<string, unknown>, Record<string, unknown>>(parse(query), variables)
    .catch((cause: unknown) => {
      if (!(cause instanceof NoAnswer)) throw cause;
      const detail = `the gateway: ${cause.message}; ${lost}`;
      throw new GatewayError('SOURCE_UNREACHABLE', { detail, cause });
    });
  if (errors.length > 0) throw refused(errors);
  return data ?? {};
}

/** What the gateway says is wrong, as it says it. */
export function refused(errors: readonly { message: string }[] = []): GatewayError {
  const messages = errors.map(({ message }) => message);
  return new GatewayError('SOURCE_ERROR', { detail: messages.join('\n') || 'no answer' });
}
