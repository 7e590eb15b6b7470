import { GraphQLError, Kind, buildSchema, isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import { findName, mutationName, printSpace } from '../print-space.ts';
import { actionsOf } from '../space-actions.ts';
import { databases, isRelation, supportTypes } from '../space-model.ts';
import type { DatabaseModel, FieldModel } from '../space-model.ts';
import { perform, type Selection } from './actions.ts';
import { presentDocument, renderings } from './documents.ts';
import { isSelective, select, type Selector } from './select.ts';
import { stableUuid, type Row, type Workspace } from './workspace.ts';

type Resolve<Source> = (
  source: Source,
  args: Selector,
  workspace: Workspace,
  info: GraphQLResolveInfo,
) => unknown;

const pageSize = 100;

/** The contract made executable: resolvers come from the same model, the context is a workspace. */
export const spaceSchema = buildSchema(printSpace());

for (const type of [...databases, ...supportTypes]) {
  for (const field of type.fields) resolve<Row>(type.name, field.name, readField(field));
}
resolve('Query', 'me', (_, __, workspace) => workspace.me);
resolve('Query', 'job', (_, { id }, workspace) => workspace.jobs.find(String(id)));
for (const database of databases) {
  resolve('Query', findName(database), (_, args, workspace) =>
    select(workspace, workspace.rowsOf(database.name), args, pageSize),
  );
  resolve('Mutation', mutationName(database), (_, args, workspace, info) =>
    startSelection(workspace, database, args, info),
  );
  attachOperations(database);
}

function readField(field: FieldModel): Resolve<Row> {
  if (isRelation(field)) {
    return field.kind === 'one'
      ? (row, _, workspace) => workspace.related(row, field)[0]
      : (row, args, workspace) => select(workspace, workspace.related(row, field), args, pageSize);
  }
  if (field.kind === 'rich') return (row) => presentDocument(row, field);
  if (field.kind === 'content') {
    return ({ values }) => {
      const md = (values['md'] as string | null) ?? '';
      return { md, ...renderings(md) }[field.name];
    };
  }
  return (row, _, workspace) => workspace.read(row, field);
}

function startSelection(
  workspace: Workspace,
  database: DatabaseModel,
  args: Selector,
  info: GraphQLResolveInfo,
): Selection {
  const rows = isSelective(args) ? select(workspace, workspace.rowsOf(database.name), args) : [];
  const selection: Selection = { database, rows, performed: new Set() };
  if (!selects(info, 'executeAsBackgroundJob')) return selection;
  const id = stableUuid(`job ${workspace.jobs.count + 1}`);
  return { ...selection, job: workspace.jobs.start(id, workspace.now()) };
}

function selects({ fieldNodes }: GraphQLResolveInfo, name: string): boolean {
  return fieldNodes.some(({ selectionSet }) =>
    selectionSet?.selections.some((node) => node.kind === Kind.FIELD && node.name.value === name),
  );
}

function attachOperations(database: DatabaseModel): void {
  const typeName = `${database.name}Operations`;
  const attach = (name: string, read: Resolve<Selection>) => resolve(typeName, name, read);
  for (const action of actionsOf(database)) {
    const act = (name: string, each: (args: Selector) => Selector[]) =>
      attach(name, (selection, args, workspace) => {
        refuseRepetition(selection, name);
        const run = () => perform(workspace, selection, action, each(args));
        if (!selection.job) return run();
        selection.job.queue.push({ actionName: name, run });
        return null;
      });
    act(action.name, (args) => [args]);
    if (action.batchInput) {
      act(`${action.name}Batch`, ({ data }) =>
        ((data ?? []) as Selector[]).map((args) => args ?? {}),
      );
    }
  }
  attach('executeAsBackgroundJob', ({ job }) => ({ jobId: job?.id }));
  attach('countOfEntities', ({ rows }) => rows.length);
  attach('listEntities', ({ rows }) => rows.map(({ id, type }) => ({ id, type: type.original })));
}

function refuseRepetition({ performed }: Selection, name: string): void {
  if (performed.has(name)) throw new GraphQLError(`${name} is repeated: use its Batch twin`);
  performed.add(name);
}

function resolve<Source = unknown>(
  typeName: string,
  fieldName: string,
  read: Resolve<Source>,
): void {
  const type = spaceSchema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`the contract has no ${typeName}.${fieldName}`);
  field.resolve = read as GraphQLFieldResolver<unknown, unknown>;
}
