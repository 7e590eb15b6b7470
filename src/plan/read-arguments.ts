import { getArgumentValues } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { CollectedField } from './collect.ts';

/** A nullable variable may stand where its default does, and null is what it was given all the same. */
export function readArguments(
  { definition, nodes }: Pick<CollectedField, 'definition' | 'nodes'>,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  try {
    return getArgumentValues(definition, nodes[0], variables);
  } catch (cause) {
    throw new GatewayError('BAD_USER_INPUT', { detail: (cause as Error).message, cause });
  }
}
