import { GatewayError } from '../../../src/errors.ts';
import type { GraphContract } from '../../../src/graph.ts';
import type { Mood } from './world.ts';

/** What is wrong with everything that a source is asked. */
export function moodFault(contract: GraphContract, mood: Mood | undefined): Error | undefined {
  const { source } = contract;
  if (mood === 'lost') return saidBy(contract, 'lost its mind');
  // The gateway's caller lets no such answer through.
  if (mood === 'mute') return new GatewayError('SOURCE_BAD_ANSWER', { source, detail: 'is mute' });
  if (mood !== 'dead') return undefined;
  return new GatewayError('SOURCE_UNREACHABLE', { source, detail: 'cannot be reached' });
}

export function saidBy({ source }: GraphContract, detail: string): GatewayError {
  return new GatewayError('SOURCE_ERROR', { source, detail });
}
