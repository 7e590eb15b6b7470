import { isRelation, typeNamed, type DatabaseModel, type RelationField } from './space-model.ts';
import type { FieldModel } from './space-model.ts';

export type ActionKind =
  | 'create'
  | 'update'
  | 'delete'
  | 'script'
  | 'addLinked'
  | 'updateLinked'
  | 'unlinkLinked'
  | 'deleteLinked'
  | 'addItem'
  | 'updateItems'
  | 'linkItems'
  | 'unlinkItems'
  | 'deleteItems'
  | 'appendContent'
  | 'prependContent'
  | 'overwriteContent'
  | 'moveToFinalState'
  | 'assignToMe'
  | 'addComment'
  | 'addFile'
  | 'notifyCreatedBy'
  | 'notifyAssignees'
  | 'notifyUsers';

/** The arguments of an action: all writable fields of a type, its filters, or some of its own. */
export type ActionArguments =
  | { of: 'input' | 'filters'; type: string }
  | { of: 'own'; fields: { description: string; name: string; type: string }[] };

/** One thing that can be done to the selected entities of a database. */
export interface ActionModel {
  name: string;
  kind: ActionKind;
  /** Begins its description and its messages. */
  label: string;
  description: string;
  args?: ActionArguments;
  /** The input type of one item of the `...Batch` twin; without it there is no twin. */
  batchInput?: string;
  field?: FieldModel;
}

/** Every action of a database, in the order in which a space prints them. */
export function actionsOf(database: DatabaseModel): ActionModel[] {
  return [
    ...entityActions(database),
    ...database.fields.flatMap((field) => {
      if (field.kind === 'rich') return documentActions(field);
      if (!isRelation(field) || !field.hasActions) return [];
      return field.kind === 'one' ? linkedActions(database, field) : listActions(database, field);
    }),
    ...extensionActions(database),
    ...notifyActions(database),
  ];
}

function entityActions({ label, name, fields }: DatabaseModel): ActionModel[] {
  const values = { args: { of: 'input', type: name }, batchInput: `${name}Input` } as const;
  const hasState = fields.some((field) => field.original === 'workflow/state');
  return [
    action('create', 'Create', `Adds a ${label} with these values`, values),
    action('update', 'Update', 'Gives fields new values', values),
    action('delete', 'Delete', `Removes each selected ${label}`),
    own('script', 'Script', 'Runs JavaScript for the selected entities', [
      ['script', 'Script code', 'String'],
    ]),
    ...(hasState
      ? [action('moveToFinalState', 'Move to final state', `Closes each selected ${label}`)]
      : []),
  ];
}

function linkedActions(database: DatabaseModel, field: RelationField): ActionModel[] {
  const { label: it } = field;
  const owner = database.label;
  const values = {
    field,
    args: { of: 'input', type: field.target },
    batchInput: `${field.target}Input`,
  } as const;
  return [
    action('addLinked', `Add ${it}`, `Creates a ${it} and links it to the ${owner}`, values),
    action('updateLinked', `Update ${it}`, `Changes the ${it} of the ${owner}`, values),
    action('unlinkLinked', `Unlink ${it}`, `Parts the ${it} from the ${owner}, deletes nothing`, {
      field,
    }),
    action('deleteLinked', `Delete ${it}`, `Deletes the ${it} of the ${owner}`, { field }),
  ];
}

function listActions(database: DatabaseModel, field: RelationField): ActionModel[] {
  const { label: list, target } = field;
  const item = typeNamed(target).label;
  const owner = database.label;
  const batchInput = `${target}Input`;
  const chosen = { field, args: { of: 'filters', type: target }, batchInput } as const;
  const actions = [
    action('addItem', `Add ${list} Item`, `Creates a ${item} in ${list} of the ${owner}`, {
      field,
      args: { of: 'input', type: target },
      batchInput,
    }),
    own(
      'updateItems',
      `Update ${list}`,
      `Changes ${list} of the ${owner}`,
      [
        ['filter', `Which of ${list}`, `${target}Filter`],
        ['fields', 'Their new values', `${target}Input`],
      ],
      field,
    ),
    action('linkItems', `Link ${list}`, `Adds existing ${list} to the ${owner}`, chosen),
    action(
      'unlinkItems',
      `Unlink ${list}`,
      `Parts ${list} from the ${owner}, deletes nothing`,
      chosen,
    ),
    action('deleteItems', `Delete ${list}`, `Deletes ${list} of the ${owner}`, chosen),
  ];
  // Users come and go by invitation, so a space can assign them but not make or remove them.
  return target === 'FiberyUser'
    ? actions.filter(({ kind }) => kind !== 'addItem' && kind !== 'deleteItems')
    : actions;
}

const markdown = 'Takes Markdown with templates such as {{Name}}';

function documentActions(field: FieldModel): ActionModel[] {
  const value: OwnArgument[] = [['value', 'Document', 'String']];
  const to = `content to ${field.label}`;
  const add = (where: string) => `Adds content at the ${where}. ${markdown}`;
  return [
    own('appendContent', `Append ${to}`, add('end'), value, field),
    own('prependContent', `Prepend ${to}`, add('start'), value, field),
    own('overwriteContent', `Overwrite ${field.label}`, `Replaces it. ${markdown}`, value, field),
  ];
}

function extensionActions({ hasAssignees, hasComments, hasFiles }: DatabaseModel): ActionModel[] {
  return [
    ...(hasAssignees ? [action('assignToMe', 'Assign to me', 'Adds the caller to Assignees')] : []),
    ...(hasComments
      ? [own('addComment', 'Add comment', markdown, [['value', 'Comment', 'String']])]
      : []),
    ...(hasFiles
      ? [
          own('addFile', 'Add file from URL', 'Attaches what the URL answers with', [
            ['name', 'Name', 'String'],
            ['url', 'URL', 'String'],
          ]),
        ]
      : []),
  ];
}

function notifyActions({ hasAssignees }: DatabaseModel): ActionModel[] {
  const message: OwnArgument[] = [
    ['subject', 'Subject', 'String'],
    ['message', 'Message', 'String'],
    ['notifyAuthor', 'Notify the caller too', 'Boolean'],
  ];
  const notify = (whom: string) => `Sends a notification to ${whom}`;
  return [
    ...(hasAssignees
      ? [own('notifyAssignees', 'Notify Assignees', notify('the assignees'), message)]
      : []),
    own('notifyCreatedBy', 'Notify Created By', notify('the creator'), message),
    own('notifyUsers', 'Notify Users', notify('the users named'), [
      ['to', 'To', '[FiberyUserFilter]'],
      ...message,
      ['noEmptySend', 'Send nothing when no entity is selected', 'Boolean'],
    ]),
  ];
}

type OwnArgument = [name: string, description: string, type: string];

function own(
  kind: ActionKind,
  label: string,
  description: string,
  args: OwnArgument[],
  field?: FieldModel,
): ActionModel {
  const fields = args.map(([name, text, type]) => ({ name, description: text, type }));
  const made = action(kind, label, description, {
    args: { of: 'own', fields },
    ...(field ? { field } : {}),
  });
  const { name } = made;
  return { ...made, batchInput: `${name.charAt(0).toUpperCase()}${name.slice(1)}Input` };
}

function action(
  kind: ActionKind,
  label: string,
  description: string,
  rest: Partial<ActionModel> = {},
): ActionModel {
  const joined = label
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
  return {
    name: joined.charAt(0).toLowerCase() + joined.slice(1),
    kind,
    label,
    description,
    ...rest,
  };
}
