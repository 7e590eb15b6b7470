import { setMaxListeners } from 'node:events';
import { remember } from '../remember.ts';
import type { Limits, Source } from '../source.ts';
import { Circuits, breaker, type CircuitState } from './breaker.ts';
import { coalesce } from './coalesce.ts';
import { deadline } from './deadline.ts';
import { Gates, governor } from './governor.ts';
import { observe, type CallObserver } from './observe.ts';
import { retry } from './retry.ts';
import { Wire } from './send.ts';
import { compose, type Now, type Send, type Step } from './step.ts';
import { timeout } from './timeout.ts';

export { CallBudget } from './budget.ts';
export { readAnswer } from './decode.ts';
export type { CircuitState } from './breaker.ts';
export type { AttemptEvent, CallObserver } from './observe.ts';
export type { CallTrace, Send, UpstreamAnswer, UpstreamRequest } from './step.ts';

export interface TransportOptions {
  /** Contract -> its endpoint; a call goes there or below, or nowhere. */
  endpoints: Readonly<Record<string, URL>>;
  /** Source -> amounts that take the place of its own. */
  limits?: Readonly<Record<string, Partial<Limits>>>;
  observer?: CallObserver;
  /** Whether identical reads under way share one call. @default true */
  coalesce?: boolean;
  /** @default performance.now */
  now?: Now;
  /** From 0 up to 1. @default Math.random */
  random?: () => number;
}

/** How it stands with a contract, for `/ready` and metrics. */
export interface ContractState {
  circuit: CircuitState;
  /** Calls of the contract's account that wait for their turn. */
  queued: number;
  /** Calls of the contract's account that are under way. */
  inFlight: number;
}

export interface Transport extends AsyncDisposable {
  send: Send;
  /** By contract, for every endpoint. */
  states(): Record<string, ContractState>;
}

/** The one way out. Each step sees what the steps above it let through. */
export function createTransport(options: TransportOptions): Transport {
  const { endpoints, observer = {}, random = Math.random } = options;
  const { now = () => performance.now() } = options;
  const limits = overrideLimits(options.limits ?? {});
  const gates = new Gates({ endpoints, limits, now });
  const circuits = new Circuits(now, observer);
  const wire = new Wire({ endpoints, limits, now });

  const send = compose(
    deadline({ now }),
    options.coalesce === false ? asItIs : coalesce({ observer }),
    retry({ limits, now, random }),
    governor(gates),
    breaker(circuits),
    timeout({ limits, now }),
    observe({ observer, now }),
  )(wire.send);

  return {
    send(request) {
      // An operation's calls all listen to its one signal; Node would take more than ten for a leak.
      if (request.signal instanceof AbortSignal) setMaxListeners(0, request.signal);
      return send(request);
    },
    states: () =>
      Object.fromEntries(
        Object.keys(endpoints).map((contract) => [
          contract,
          {
            circuit: circuits.stateOf(contract),
            queued: gates.queued(contract),
            inFlight: gates.inFlight(contract),
          },
        ]),
      ),
    async [Symbol.asyncDispose]() {
      gates.close();
      await wire[Symbol.asyncDispose]();
    },
  };
}

const asItIs: Step = (next) => next;

function overrideLimits(overrides: Readonly<Record<string, Partial<Limits>>>) {
  return remember((source: Source): Limits => ({ ...source.limits, ...overrides[source.name] }));
}
