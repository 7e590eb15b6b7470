import { buildSchema } from 'graphql';
import type { Graph, GraphContract, Link } from '../../src/graph.ts';
import { NotPlanned, type Planner } from '../../src/plan/compile.ts';
import { coerceVariables } from '../../src/plan/coerce-variables.ts';
import {
  createOperationStore,
  selectOperation,
  type KnownOperation,
} from '../../src/plan/operation-store.ts';
import { runPlan, type Runtime } from '../../src/plan/plan.ts';
import { presentError } from '../../src/server/present-error.ts';
import type { RestCall } from '../../src/source.ts';
import type { GraphqlCall } from '../../src/transport/call-source.ts';

export interface PlanOverOptions {
  /** Graph name -> the contract's own, of types and of `Type.field`. */
  types?: Record<string, string>;
  fields?: Record<string, string>;
  links?: Record<string, Link>;
  /** Root fields of Query that another contract answers, by its name. */
  others?: Record<string, string[]>;
  /** Root fields of Query that a REST contract answers: `GET /cats`. */
  rest?: Record<string, string>;
}

type Respond = (call: GraphqlCall & RestCall, contract: string) => unknown;

/** Plans and runs operations over a schema that the source `zoo` answers, as `respond` says. */
export function planOver(sdl: string, options: PlanOverOptions = {}) {
  const schema = buildSchema(sdl);
  const { types = {}, fields = {}, links = {}, others = {}, rest = {} } = options;
  const names = { types, fields };
  const contract = (name: string): GraphContract =>
    ({ name, source: name, kind: 'graphql', names, operations: {} }) as unknown as GraphContract;
  const operations = Object.fromEntries(
    Object.entries(rest).map(([field, text]) => {
      const [method = '', path = ''] = text.split(' ');
      const operation = {
        parentType: 'Query',
        field,
        method,
        path,
        queryArguments: {},
        headers: {},
      };
      return [`Query.${field}`, operation];
    }),
  );
  const owned = Object.entries(others).flatMap(([name, own]) => own.map((field) => [field, name]));
  const graph = {
    contracts: {
      zoo: contract('zoo'),
      ...Object.fromEntries(Object.keys(others).map((name) => [name, contract(name)])),
      shop: { ...contract('shop'), kind: 'rest', operations },
    },
    fields: {
      Query: {
        ...Object.fromEntries(
          Object.keys(schema.getQueryType()!.getFields()).map((it) => [it, 'zoo']),
        ),
        ...Object.fromEntries(owned),
        ...Object.fromEntries(Object.keys(rest).map((field) => [field, 'shop'])),
      },
      Mutation: Object.fromEntries(
        Object.keys(schema.getMutationType()?.getFields() ?? {}).map((field) => [field, 'zoo']),
      ),
    },
    links,
  } as unknown as Graph;
  const planner: Planner = { schema, graph, dialects: new Map(), local: {} };
  const store = createOperationStore({ planner, maximumTokens: 1e5 });

  return {
    store,
    /** What the operation answers, as a client sees it, and what was sent for it. */
    async ask(text: string, respond: unknown, raw: Record<string, unknown> = {}) {
      const answerOf = (typeof respond === 'function' ? respond : () => respond) as Respond;
      const sent: string[] = [];
      const variables: (Record<string, unknown> | undefined)[] = [];
      const caller = {
        async graphql(name: string, call: GraphqlCall) {
          sent.push(call.query);
          variables.push(call.variables);
          return answerOf(call as never, name);
        },
        async rest(name: string, call: RestCall) {
          sent.push(`${call.method} ${call.path}`);
          return answerOf(call as never, name);
        },
      };
      const known = selectOperation(store.read(text), undefined) as KnownOperation;
      if (known instanceof Error) throw store.read(text).errors[0] ?? known;
      const coercion = coerceVariables(schema, known, raw);
      if ('errors' in coercion) throw coercion.errors[0];
      const plan = store.plan(known, coercion.coerced);
      if (plan instanceof NotPlanned) throw plan;
      const runtime = { caller, operation: {}, variables: coercion.coerced } as unknown as Runtime;
      const { data, errors } = await runPlan(plan, runtime);
      const presented = errors.map((error) => {
        const { path = [], message, extensions } = presentError(error, 'test');
        return `${path.join('.')}: ${extensions.code} ${message}`;
      });
      return { data: JSON.parse(JSON.stringify(data)), errors: presented, sent, variables };
    },
  };
}
