import {
  impersonateFleek,
  sandboxKey,
  type FleekOptions,
} from '../../../sources/fleek/stand-in.ts';
import { serveStandIn, type StandIn } from '../../../sources/stand-in/serve.ts';

export interface Answer {
  status: number;
  // oxlint-disable-next-line no-explicit-any -- answers are asserted, not typed
  data: any;
  errors?: { message: string }[];
}

export interface TestFleek extends StandIn {
  /** Sends a query as the guide's curl call does. An authorization of null sends no such header. */
  ask(query: string, variables?: object, authorization?: string | null): Promise<Answer>;
  passTime(ms: number): void;
}

/** A served stand-in whose clock stands still until the test moves it. */
export async function startFleek(options: FleekOptions = {}): Promise<TestFleek> {
  let nowMs = Date.parse('2024-06-01T12:00:00Z');
  const standIn = await serveStandIn(impersonateFleek({ now: () => nowMs, ...options }));
  return Object.assign(standIn, {
    async ask(query: string, variables = {}, authorization: string | null = sandboxKey) {
      const response = await fetch(`${standIn.origin}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(authorization === null ? {} : { authorization }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
    },
    passTime(ms: number) {
      nowMs += ms;
    },
  });
}
