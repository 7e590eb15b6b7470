import { GraphQLError } from 'graphql';
import type { Live } from '../live/live.ts';
import type { RunOperation } from '../live/waits.ts';
import { selectOperation, type OperationStore } from '../plan/operation-store.ts';
import type { Execute } from './execute.ts';

/** Runs operations that the gateway writes itself, as if their caller had sent them. */
export function createRunText(store: OperationStore, execute: Execute): RunOperation {
  return async function runText(text, variables, operation) {
    const parsed = store.read(text);
    const known = selectOperation(parsed, undefined);
    if (parsed.errors.length > 0) throw parsed.errors[0]!;
    if (known instanceof GraphQLError) throw known;
    const answer = await execute(known, variables, operation);
    if ('requestErrors' in answer) throw answer.requestErrors[0]!;
    return answer;
  };
}

/** Tells of every operation that ran. */
export function tellOf(tell: Live['ran'], execute: Execute): Execute {
  return async function executeAndTell(known, variables, operation, notes) {
    const answer = await execute(known, variables, operation, notes);
    if (!('requestErrors' in answer)) tell(known, variables ?? {}, answer);
    return answer;
  };
}
