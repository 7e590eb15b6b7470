import type { GraphQLSchema } from 'graphql';
import { checkGrants } from '../identity/grants.ts';
import type { ObjectRequest } from '../live-offer.ts';
import type { CollectedField } from '../plan/collect.ts';
import type { LocatedError } from '../plan/completer.ts';
import type { Answer } from '../plan/plan.ts';
import { completeFetched, type CompiledEvent } from './compile-subscription.ts';
import { writeObjectQuery } from './object-query.ts';
import type { QueryRunner, Subscriber } from './run-query.ts';

export interface FetchedObjects {
  /** By response key. */
  values: Map<string, unknown>;
  /** Paths from the event. */
  errors: LocatedError[];
  /** Whether the object was there for this subscriber; undefined when it could not be asked. */
  isThere: boolean | undefined;
}

/** Fetches the object of an event once for all subscribers who would get the same. */
export class ObjectFetcher {
  readonly #schema: GraphQLSchema;
  readonly #runner: QueryRunner;
  readonly #signal: AbortSignal;
  /** What happened -> partition, query and variables -> its answer. Forgotten with what happened. */
  readonly #answers = new WeakMap<object, Map<string, Promise<Answer>>>();

  /** The signal ends what is under way: no single subscriber may, for others wait as well. */
  constructor(schema: GraphQLSchema, runner: QueryRunner, signal: AbortSignal) {
    this.#schema = schema;
    this.#runner = runner;
    this.#signal = signal;
  }

  async fetch(
    event: CompiledEvent,
    request: ObjectRequest,
    { operation }: Pick<Subscriber, 'operation'>,
    { occasion, variables }: { occasion: object; variables: Record<string, unknown> },
  ): Promise<FetchedObjects> {
    const values = new Map<string, unknown>();
    const errors: LocatedError[] = [];
    let isThere: boolean | undefined;
    const complete = (selected: readonly CollectedField[], object: Record<string, unknown>) =>
      completeFetched(selected, { ...object, ...knownByKey(selected, request.known) });
    // Even who wants no more than the fact must be one who could see the object.
    const wanted = event.objects.length > 0 ? event.objects : [undefined];
    for (const field of wanted) {
      const selected = field?.selection?.get(request.typeName) ?? [];
      const { variableDefinitions: definitions } = event;
      const query = writeObjectQuery(this.#schema, request, selected, definitions, variables);
      checkGrants(operation.identity, this.#runner.rootFields(query.text, query.variables));
      const answer = await this.share(occasion, operation, query.text, query.variables);
      const found = query.read(answer);
      const place = field ? [field.key] : [];
      errors.push(...found.errors.map(({ path, error }) => ({ path: [...place, ...path], error })));
      if (field) values.set(field.key, found.object ? complete(selected, found.object) : null);
      if (found.object) isThere = true;
      else if (isThere === undefined && found.errors.length === 0) isThere = false;
    }
    return { values, errors, isThere };
  }

  /** Runs a query once per partition for one thing that happened. */
  share(
    occasion: object,
    operation: Subscriber['operation'],
    text: string,
    variables: Record<string, unknown>,
  ): Promise<Answer> {
    let answers = this.#answers.get(occasion);
    if (!answers) this.#answers.set(occasion, (answers = new Map()));
    const key = JSON.stringify([operation.identity.partition, text, variables]);
    let answer = answers.get(key);
    if (!answer) {
      answer = this.#runner.run(text, variables, { operation, signal: this.#signal });
      answers.set(key, answer);
      const forget = () => answers.delete(key);
      // What went wrong is not the last word: who asks again gets a new answer.
      answer.then(({ errors }) => errors.length > 0 && forget(), forget);
    }
    return answer;
  }
}

function knownByKey(selected: readonly CollectedField[], known: Record<string, unknown> = {}) {
  const told = selected.filter(({ name }) => Object.hasOwn(known, name));
  return Object.fromEntries(told.map(({ key, name }) => [key, known[name]]));
}
