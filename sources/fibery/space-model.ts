/**
 * The sandbox space `Delivery` in a page: what the contract is printed from and what the stand-in
 * runs on. Fields stand in the order a real space prints them: the standard ones, then by original name.
 */
export type ScalarKind =
  | 'id'
  | 'text'
  | 'int'
  | 'float'
  | 'boolean'
  | 'dateRange'
  | 'rich'
  | 'content';

interface NamedField {
  /** As the space's owner sees it, e.g. `Delivery/Site Slug`. */
  original: string;
  /** As the schema spells it, e.g. `siteSlug`. */
  name: string;
  /** As messages and descriptions spell it, e.g. `Site Slug`. */
  label: string;
  isReadOnly: boolean;
}

export interface ScalarField extends NamedField {
  kind: ScalarKind;
  /** A formula: the number of entities in this list of the same type. */
  countOf?: string;
}

export interface RelationField extends NamedField {
  kind: 'one' | 'many';
  target: string;
  /** The to-one field on the target that holds a to-many relation; without it the list is held here. */
  inverse?: string;
  /** An attachment or a state is set by actions of its own and has no add, link or delete. */
  hasActions: boolean;
}

export type FieldModel = ScalarField | RelationField;

export interface TypeModel {
  original: string;
  name: string;
  label: string;
  fields: FieldModel[];
}

/** A type that has its own `find` and its own mutation root. */
export interface DatabaseModel extends TypeModel {
  plural: string;
  hasAssignees?: boolean;
  hasComments?: boolean;
  hasFiles?: boolean;
}

function named(original: string): NamedField {
  const words = original
    .slice(original.indexOf('/') + 1)
    .split(/[^a-z0-9]+/i)
    .filter(Boolean);
  const label = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  const joined = label.replaceAll(' ', '');
  const name = joined.charAt(0).toLowerCase() + joined.slice(1);
  return { original, name, label, isReadOnly: false };
}

const scalar = (kind: ScalarKind, original: string): ScalarField => ({ ...named(original), kind });
const text = (original: string) => scalar('text', original);
const rich = (original: string) => scalar('rich', original);
const readOnly = <F extends FieldModel>(field: F): F => ({ ...field, isReadOnly: true });
const one = (original: string, target: string): RelationField => ({
  ...named(original),
  kind: 'one',
  target,
  hasActions: true,
});
const many = (original: string, target: string, inverse?: string): RelationField => ({
  ...named(original),
  kind: 'many',
  target,
  ...(inverse ? { inverse } : {}),
  hasActions: true,
});
const withoutActions = (field: RelationField): RelationField => ({ ...field, hasActions: false });
const attachments = (original: string, target: string) =>
  readOnly(withoutActions(many(original, target)));
const state = (database: string) =>
  withoutActions(one('workflow/state', `WorkflowStateDelivery${database}`));

const identity = [
  readOnly(scalar('id', 'fibery/id')),
  readOnly(text('fibery/public-id')),
  readOnly(text('fibery/creation-date')),
  readOnly(text('fibery/modification-date')),
  scalar('float', 'fibery/rank'),
];
const standard = [...identity, readOnly(withoutActions(one('fibery/created-by', 'FiberyUser')))];

export const space = 'Delivery';

export const databases: DatabaseModel[] = [
  {
    ...database('Person', [
      text('Delivery/Email'),
      text('Delivery/Name'),
      many('Delivery/Projects', 'DeliveryProject', 'lead'),
      text('Delivery/Role'),
    ]),
    plural: 'People',
  },
  {
    ...database('Project', [
      rich('Delivery/Description'),
      one('Delivery/Lead', 'DeliveryPerson'),
      text('Delivery/Name'),
      many('Delivery/Releases', 'DeliveryRelease', 'project'),
      many('Delivery/Tasks', 'DeliveryTask', 'project'),
      state('Project'),
    ]),
    plural: 'Projects',
  },
  {
    ...database('Release', [
      rich('Delivery/Description'),
      text('Delivery/Name'),
      one('Delivery/Project', 'DeliveryProject'),
      text('Delivery/Release Date'),
      text('Delivery/Site Slug'),
      { ...readOnly(scalar('int', 'Delivery/Task Count')), countOf: 'tasks' },
      many('Delivery/Tasks', 'DeliveryTask', 'release'),
      state('Release'),
    ]),
    plural: 'Releases',
  },
  {
    ...database('Task', [
      scalar('dateRange', 'Delivery/Dates'),
      rich('Delivery/Description'),
      text('Delivery/Due Date'),
      scalar('float', 'Delivery/Estimate'),
      text('Delivery/Name'),
      text('Delivery/Post Id'),
      one('Delivery/Project', 'DeliveryProject'),
      one('Delivery/Release', 'DeliveryRelease'),
      attachments('Files/Files', 'FiberyFile'),
      many('assignments/assignees', 'FiberyUser'),
      attachments('comments/comments', 'CommentsComment'),
      state('Task'),
    ]),
    plural: 'Tasks',
    hasAssignees: true,
    hasComments: true,
    hasFiles: true,
  },
];

function database(label: string, fields: FieldModel[]): TypeModel {
  return {
    original: `${space}/${label}`,
    name: `${space}${label}`,
    label,
    fields: [...standard, ...fields],
  };
}

const workflowState = (label: string): TypeModel => ({
  original: `workflow/state_${space}/${label}`,
  name: `WorkflowState${space}${label}`,
  label: 'State',
  fields: [
    readOnly(scalar('id', 'fibery/id')),
    readOnly(text('fibery/public-id')),
    scalar('float', 'fibery/rank'),
    text('enum/icon'),
    text('enum/name'),
    scalar('boolean', 'workflow/Final'),
  ],
});

/** Types every space shares or that belong to a database; there is no `find` for them. */
export const supportTypes: TypeModel[] = [
  workflowState('Project'),
  workflowState('Release'),
  workflowState('Task'),
  {
    original: 'comments/comment',
    name: 'CommentsComment',
    label: 'Comment',
    fields: [
      ...identity,
      readOnly(withoutActions(one('comment/author', 'FiberyUser'))),
      scalar('content', 'comment/md'),
      scalar('content', 'comment/html'),
      scalar('content', 'comment/json-string'),
      scalar('content', 'comment/text'),
    ],
  },
  {
    original: 'fibery/file',
    name: 'FiberyFile',
    label: 'File',
    fields: [
      readOnly(scalar('id', 'fibery/id')),
      text('fibery/name'),
      readOnly(text('fibery/content-type')),
      readOnly(text('fibery/secret')),
    ],
  },
  {
    original: 'fibery/user',
    name: 'FiberyUser',
    label: 'User',
    fields: [
      readOnly(scalar('boolean', 'fibery/active?')),
      ...identity,
      readOnly(text('user/email')),
      text('user/name'),
    ],
  },
];

const byName = new Map([...databases, ...supportTypes].map((type) => [type.name, type]));

export function typeNamed(name: string): TypeModel {
  const type = byName.get(name);
  if (!type) throw new Error(`the space model has no type ${name}`);
  return type;
}

export const isRelation = (field: FieldModel): field is RelationField =>
  field.kind === 'one' || field.kind === 'many';
