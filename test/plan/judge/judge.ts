import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import { sources } from '../../../sources/index.ts';
import { buildGraph, loadMesh, type Artifacts } from '../../../src/artifacts.ts';
import type { Graph } from '../../../src/graph.ts';
import type { Identity } from '../../../src/identity/identity.ts';
import type { OperationContext } from '../../../src/operation-context.ts';
import { NotPlanned, type Planner } from '../../../src/plan/compile.ts';
import { createMeshExecutor } from '../../../src/plan/mesh-executor.ts';
import { coerceVariables } from '../../../src/plan/coerce-variables.ts';
import {
  createOperationStore,
  selectOperation,
  type KnownOperation,
} from '../../../src/plan/operation-store.ts';
import { runPlan, type Answer } from '../../../src/plan/plan.ts';
import { presentError } from '../../../src/server/present-error.ts';
import { ownSdl } from '../../../src/server/own-fields.ts';
import type { Source } from '../../../src/source.ts';
import { CallBudget } from '../../../src/transport/budget.ts';
import type { Caller } from '../../../src/transport/call-source.ts';
import { nullOnTheWay, type Opinion } from './compare.ts';
import { generateOperation, type GeneratedOperation } from './generate-operation.ts';
import type { Oddity } from './oddities.ts';
import { Random } from './random.ts';
import { runReference } from './reference.ts';
import { Log, createWorldCaller } from './upstream.ts';
import { World } from './world.ts';

/** What one executor made of an operation, and what it asked for meanwhile. */
export interface Testimony extends Opinion {
  log: Log;
}

export interface Case extends GeneratedOperation {
  seed: number;
  plan: Testimony;
  /** Undefined where Mesh cannot be asked: what would end the process. */
  mesh: Testimony | undefined;
  reference: Testimony;
  oddities: readonly Oddity[];
  hasLinks: boolean;
  notPlanned: string | undefined;
}

export interface Judge {
  schema: GraphQLSchema;
  /** `Type.field` of what leads into another source. */
  links: ReadonlySet<string>;
  /** The operation of a seed. */
  generate(seed: number): GeneratedOperation;
  /** Makes an operation and a world of a seed, and asks all three what the answer is; refused are variables. */
  hear(seed: number): Promise<Case | 'refused'>;
}

/** Three executors over one graph: plans, Mesh, and graphql-js with every field asked for by itself. */
export function createJudge(artifacts: Artifacts): Judge {
  const { graph } = artifacts;
  const schema = buildGraph(artifacts.sdl, ownSdl);
  const planner: Planner = {
    schema,
    graph,
    dialects: createDialects(graph, sources),
    local: { 'Query._identity': () => ({ caller: 'own', profile: null, sources: [] }) },
  };
  const contractSchemas = readContractSchemas(artifacts);
  const generatorGraph = {
    schema,
    groups: groupRootFields(graph),
    links: new Set(Object.keys(graph.links)),
  };
  let current: Caller;
  // Mesh is built once and asks whoever plays the sources now.
  const proxy: Caller = {
    graphql: (...call) => current.graphql(...call),
    rest: (...call) => current.rest(...call),
  };
  const mesh = createMeshExecutor({
    graph,
    schema,
    caller: proxy,
    dialects: planner.dialects,
    local: planner.local,
    load: (fetch, resolvers) => loadMesh(artifacts, fetch, resolvers, [ownSdl]),
  });

  return {
    schema,
    links: generatorGraph.links,
    generate: (seed) => generateOperation(generatorGraph, new Random(seed)),
    async hear(seed) {
      const random = new Random(seed);
      const generated = generateOperation(generatorGraph, random);
      const world = new World(random.below(2 ** 31));
      const store = createOperationStore({ planner, maximumTokens: 1e6 });
      const known = selectOperation(store.read(generated.text), undefined) as KnownOperation;
      const coercion = coerceVariables(schema, known, generated.variables);
      if ('errors' in coercion) return 'refused';
      const variables = coercion.coerced;
      const plan = store.plan(known, variables);
      const document = known.text.document!;
      const operation = openOperation();
      const hearOne = async (run: (caller: Caller) => Promise<Answer>): Promise<Testimony> => {
        const log = new Log();
        current = createWorldCaller(graph, schema, contractSchemas, world, log);
        const { data, errors } = await run(current);
        const presented = errors.map((error) => presentError(error, 'judge'));
        return { data: JSON.parse(JSON.stringify(data)) as unknown, errors: presented, log };
      };
      const askMesh = () => mesh.execute(document, undefined, generated.variables, operation);
      const hasLinks = 'units' in plan;
      let oddities: readonly Oddity[] = [];
      const planned = await hearOne((caller) =>
        plan instanceof NotPlanned ? askMesh() : runPlan(plan, { caller, operation, variables }),
      );
      const reference = await hearOne(async (caller) => {
        const asked = { planner, contractSchemas, world, caller, operation, hasLinks };
        const answer = await runReference(asked, parse(generated.text), variables);
        ({ oddities } = answer);
        return answer;
      });
      const isMeshAsked = !(hasLinks && hasSpread(reference));
      const reason = plan instanceof NotPlanned ? plan.reason : undefined;
      return {
        ...generated,
        seed,
        notPlanned: reason,
        plan: planned,
        mesh: isMeshAsked ? await hearOne(askMesh) : undefined,
        reference,
        oddities,
        hasLinks,
      };
    },
  };
}

/**
 * Whether an error made more null than its own place. Where links are still under way meanwhile, Mesh's
 * executor forgets them, and a rejection that nobody handles ends the process.
 */
function hasSpread({ data, errors }: Testimony): boolean {
  return errors.some(({ path = [] }) => (nullOnTheWay(data, path)?.length ?? 0) < path.length);
}

function openOperation(): OperationContext {
  const credential = { id: 'judge', header: 'authorization', value: 'judge' };
  return {
    requestId: 'judge',
    identity: { credentialFor: () => credential } as unknown as Identity,
    signal: new AbortController().signal,
    deadlineMs: Infinity,
    budget: new CallBudget(),
    calls: [],
  };
}

function createDialects(graph: Graph, known: readonly Source[]): Planner['dialects'] {
  return new Map(
    Object.values(graph.contracts).flatMap(({ name, source, facts }) => {
      const dialect = known.find((it) => it.name === source)?.dialect;
      return dialect && facts !== undefined ? [[name, dialect(facts)]] : [];
    }),
  );
}

function readContractSchemas({ directory, graph }: Artifacts): Map<string, GraphQLSchema> {
  const contracts = Object.values(graph.contracts).filter(({ kind }) => kind === 'graphql');
  return new Map(
    contracts.map(({ name, file }) => [
      name,
      buildSchema(readFileSync(join(directory, file), 'utf8'), { assumeValid: true }),
    ]),
  );
}

/** Root fields by who answers them, so that a source with many is asked no more than one with few. */
function groupRootFields({ fields }: Graph) {
  const group = (owners: Record<string, string>) => {
    const names = [...new Set(Object.values(owners))];
    return names.map((name) => Object.keys(owners).filter((field) => owners[field] === name));
  };
  return { Query: [...group(fields.Query), ['_identity']], Mutation: group(fields.Mutation) };
}
