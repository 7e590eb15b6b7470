import { GraphQLError } from 'graphql';
import { databases, isRelation, typeNamed } from '../space-model.ts';
import type { DatabaseModel, RelationField, TypeModel } from '../space-model.ts';
import type { ActionKind, ActionModel } from '../space-actions.ts';
import { fillTemplate, secretOf } from './documents.ts';
import type { Job, MutationResult } from './jobs.ts';
import { isSelective, select, type Selector } from './select.ts';
import { fieldNamed, relationNamed, type Row, type Workspace } from './workspace.ts';
import { asFilters, createEntity, writeEntity } from './write.ts';

/** What one root of a mutation works on: the entities found, or created by its own actions. */
export interface Selection {
  database: DatabaseModel;
  rows: Row[];
  performed: Set<string>;
  job?: Job;
}

interface Call {
  workspace: Workspace;
  selection: Selection;
  rows: Row[];
  action: ActionModel;
  /** One set of arguments, or one per item of a batch. */
  each: Selector[];
}

interface Outcome {
  message: string;
  entities?: Row[];
  documents?: string[];
}

/** Performs an action on the selection; null when there is nothing to perform it on. */
export function perform(
  workspace: Workspace,
  selection: Selection,
  action: ActionModel,
  each: Selector[],
): MutationResult | null {
  const rows = selection.rows.filter((row) => workspace.has(row));
  if (rows.length === 0 && action.kind !== 'create') return null;
  const handle = handlers[action.kind];
  const outcome = handle({ workspace, selection, rows, action, each });
  return {
    message: outcome.message,
    entities: (outcome.entities ?? rows).map(({ id, type }) => ({ id, type: type.original })),
    documents: (outcome.documents ?? []).map((secret) => ({ secret })),
  };
}

const handlers: Record<ActionKind, (call: Call) => Outcome> = {
  create({ workspace, selection, each }) {
    const { database } = selection;
    const entities = each.map((values) => createEntity(workspace, database, values));
    selection.rows = [...selection.rows, ...entities];
    return { message: `Create: ${count(entities, database)} added`, entities };
  },
  update({ workspace, selection, rows, each }) {
    for (const row of rows) for (const values of each) writeEntity(workspace, row, values);
    return { message: `Update: ${count(rows, selection.database)} updated` };
  },
  delete({ workspace, selection, rows }) {
    for (const row of rows) workspace.remove(row);
    return { message: `Delete: ${count(rows, selection.database)} deleted` };
  },
  script() {
    throw new GraphQLError('Scripts are not executed in the sandbox');
  },
  moveToFinalState({ workspace, selection, rows, action }) {
    const state = relationNamed(selection.database, 'state');
    const final = workspace.rowsOf(state.target).find(({ values }) => values['final'] === true);
    if (!final) throw new GraphQLError(`${selection.database.label} has no final state`);
    for (const row of rows) workspace.link(row, state, final);
    return { message: `${action.label} executed` };
  },

  addLinked: (call) => addRelated(call),
  addItem: (call) => addRelated(call),
  updateLinked(call) {
    const entities = relatedRows(call);
    for (const row of entities)
      for (const values of call.each) writeEntity(call.workspace, row, values);
    return done(call, entities, 'updated');
  },
  unlinkLinked(call) {
    const entities = relatedRows(call);
    for (const row of call.rows) call.workspace.change(row, { [relationOf(call).name]: null });
    return done(call, entities, 'unlinked');
  },
  deleteLinked(call) {
    const entities = relatedRows(call);
    for (const row of entities) call.workspace.remove(row);
    return done(call, entities, 'deleted');
  },

  updateItems(call) {
    const touched = call.each.flatMap(({ filter, fields }) => {
      const items = select(call.workspace, relatedRows(call), (filter ?? {}) as Selector);
      for (const item of items) writeEntity(call.workspace, item, (fields ?? {}) as Selector);
      return items;
    });
    return done(call, [...new Set(touched)], 'updated');
  },
  linkItems(call) {
    const field = relationOf(call);
    const all = call.workspace.rowsOf(field.target);
    const entities = call.each.filter(isSelective).flatMap((filters) => {
      return select(call.workspace, all, asFilters(typeNamed(field.target), filters));
    });
    for (const row of call.rows) for (const item of entities) call.workspace.link(row, field, item);
    return done(call, entities, 'linked');
  },
  unlinkItems(call) {
    const field = relationOf(call);
    const entities = chosenItems(call);
    for (const row of call.rows) {
      const own = new Set(call.workspace.related(row, field));
      for (const item of entities) if (own.has(item)) call.workspace.unlink(row, field, item);
    }
    return done(call, entities, 'unlinked');
  },
  deleteItems(call) {
    const entities = chosenItems(call);
    for (const row of entities) call.workspace.remove(row);
    return done(call, entities, 'deleted');
  },

  appendContent: (call) =>
    writeDocument(call, (old, added) => (old ? `${old}\n\n${added}` : added)),
  prependContent: (call) =>
    writeDocument(call, (old, added) => (old ? `${added}\n\n${old}` : added)),
  overwriteContent: (call) => writeDocument(call, (_, added) => added),

  assignToMe({ workspace, rows, action }) {
    for (const row of rows) {
      workspace.link(row, relationNamed(row.type, 'assignees'), workspace.me);
    }
    return { message: `${action.label} executed` };
  },
  addComment({ workspace, rows, action, each }) {
    for (const row of rows) {
      for (const { value } of each) {
        const md = fillTemplate(workspace, row, (value as string | null) ?? '');
        const comment = workspace.add('CommentsComment', { md, author: workspace.me.id });
        workspace.link(row, relationNamed(row.type, 'comments'), comment);
      }
    }
    return { message: `${action.label} executed` };
  },
  addFile({ workspace, rows, action, each }) {
    for (const row of rows) {
      for (const { name, url } of each) {
        const file = workspace.add('FiberyFile', { name: name ?? url });
        workspace.change(file, { secret: secretOf(file, fieldNamed(file.type, 'secret')) });
        workspace.link(row, relationNamed(row.type, 'files'), file);
      }
    }
    return { message: `${action.label} executed` };
  },

  notifyCreatedBy: (call) => notify(call, (row) => usersOf(call, row, 'createdBy')),
  notifyAssignees: (call) => notify(call, (row) => usersOf(call, row, 'assignees')),
  notifyUsers: (call) =>
    notify(call, (_, { to }) => {
      const all = call.workspace.rowsOf('FiberyUser');
      return ((to ?? []) as Selector[]).flatMap((user) => select(call.workspace, all, user));
    }),
};

function relationOf({ action }: Call): RelationField {
  if (!action.field || !isRelation(action.field)) throw new Error(`${action.name} has no relation`);
  return action.field;
}

function relatedRows(call: Call): Row[] {
  return [...new Set(call.rows.flatMap((row) => call.workspace.related(row, relationOf(call))))];
}

function chosenItems(call: Call): Row[] {
  const target = typeNamed(relationOf(call).target);
  const items = relatedRows(call);
  const chosen = call.each.flatMap((filters) =>
    select(call.workspace, items, asFilters(target, filters)),
  );
  return [...new Set(chosen)];
}

function addRelated(call: Call): Outcome {
  const field = relationOf(call);
  const target = typeNamed(field.target);
  const entities = call.rows.flatMap((row) =>
    call.each.map((values) => {
      const item = createEntity(call.workspace, target, values);
      call.workspace.link(row, field, item);
      return item;
    }),
  );
  return done(call, entities, 'added');
}

function writeDocument(call: Call, join: (old: string, added: string) => string): Outcome {
  const { workspace, action, rows, selection } = call;
  const { field } = action;
  if (!field) throw new Error(`${action.name} has no document`);
  for (const row of rows) {
    for (const { value } of call.each) {
      const added = fillTemplate(workspace, row, (value as string | null) ?? '');
      const old = (row.values[field.name] as string | null) ?? '';
      workspace.change(row, { [field.name]: join(old, added) });
    }
  }
  return {
    message: `${action.label}: ${field.label} updated for ${count(rows, selection.database)}`,
    documents: rows.map((row) => secretOf(row, field)),
  };
}

function usersOf({ workspace }: Call, row: Row, name: string): Row[] {
  return workspace.related(row, relationNamed(row.type, name));
}

/** Nobody is told of what they did themselves, unless they ask to be. */
function notify(call: Call, recipients: (row: Row, args: Selector) => Row[]): Outcome {
  const { workspace, rows, action, each } = call;
  const sent = rows.flatMap((row) =>
    each.flatMap((args) =>
      recipients(row, args).filter((user) => args['notifyAuthor'] || user !== workspace.me),
    ),
  );
  const noun = sent.length === 1 ? 'notification' : 'notifications';
  return { message: `${action.label}: ${sent.length} ${noun} sent` };
}

function done(call: Call, entities: Row[], verb: string): Outcome {
  const target = typeNamed(relationOf(call).target);
  return { message: `${call.action.label}: ${count(entities, target)} ${verb}`, entities };
}

function count({ length }: Row[], { name, label }: TypeModel): string {
  const plural = databases.find((database) => database.name === name)?.plural ?? `${label}s`;
  return `${length} ${length === 1 ? label : plural}`;
}
