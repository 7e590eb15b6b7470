import { actionsOf, type ActionModel } from './space-actions.ts';
import { scaffolding } from './space-scaffolding.ts';
import { databases, isRelation, supportTypes, typeNamed } from './space-model.ts';
import type { DatabaseModel, FieldModel, ScalarKind, TypeModel } from './space-model.ts';

/** Prints the contract the way a space answers introspection: one block per type, original names as descriptions. */
export function printSpace(): string {
  return `${[
    'schema {\n  query: Query\n  mutation: Mutation\n}',
    described('Reads the databases of the space', block('type', 'Query', queries())),
    ...databases.flatMap(databaseTypes),
    ...supportTypes.flatMap((type) => [objectType(type), ...inputTypes(type)]),
    scaffolding,
    ...actionInputs(),
    described(
      'Writes the databases of the space',
      block('type', 'Mutation', databases.map(mutation)),
    ),
  ].join('\n\n')}\n`;
}

export const findName = ({ plural }: DatabaseModel) => `find${plural}`;
export const mutationName = ({ plural }: DatabaseModel) => plural.toLowerCase();

function queries(): string[] {
  return [
    described('The user whose credential asks', 'me: FiberyUser'),
    described(
      'How far a background job is; null for an id nobody knows',
      'job(id: String): BackgroundJob',
    ),
    ...databases.map((database) =>
      described(
        `Finds entities of ${database.original}.\n\nAnswers the first 100 unless limit and offset say otherwise\n\n\`\`\`{${findName(database)}{id,name}}\`\`\``,
        `${findName(database)}${list(selection(database))}: [${database.name}]`,
      ),
    ),
  ];
}

function mutation(database: DatabaseModel): string {
  const name = mutationName(database);
  return described(
    `Performs actions, in order, on the entities selected or just created\n\`\`\`\nmutation {\n    ${name}(id:{is: "1111-2222"}){\n        update(name:"New name"){message}\n    }\n}\n\`\`\``,
    `${name}${list(selection(database))}: ${database.name}Operations`,
  );
}

function databaseTypes(database: DatabaseModel): string[] {
  return [
    objectType(database),
    ...inputTypes(database).slice(0, 2),
    operations(database),
    ...inputTypes(database).slice(2),
  ];
}

function objectType(type: TypeModel): string {
  return described(
    `Fields and relations of ${type.original}`,
    block('type', type.name, type.fields.map(outputField)),
  );
}

function outputField(field: FieldModel): string {
  if (!isRelation(field)) return described(field.original, `${field.name}: ${outputs[field.kind]}`);
  if (field.kind === 'one') return described(field.original, `${field.name}: ${field.target}`);
  const args = [
    `orderBy: ${field.target}Order`,
    'limit: Int',
    ...filterFields(typeNamed(field.target)),
  ];
  return described(
    `${field.original}. Answers the first 100 unless limit says otherwise`,
    `${field.name}${list(args)}: [${field.target}]`,
  );
}

function inputTypes(type: TypeModel): string[] {
  const collection = ['isEmpty: Boolean'].concat(
    ['contains', 'containsAny', 'notContains', 'notContainsAny'].map(
      (name) => `${name}: [${type.name}Filter]`,
    ),
  );
  return [
    block('input', `${type.name}Input`, inputFields(type)),
    block('input', `${type.name}Order`, orderFields(type)),
    described(
      `Selects entities of ${type.original}`,
      block('input', `${type.name}Filter`, selection(type)),
    ),
    block('input', `${type.name}CollectionFilter`, collection),
  ];
}

function operations(database: DatabaseModel): string {
  const plural = database.plural.toLowerCase();
  return described(
    `What can be done to the ${plural} selected or just created`,
    block('type', `${database.name}Operations`, [
      ...actionsOf(database).flatMap(operation),
      described(
        'Background job. Lets the other actions of this selection run after the answer',
        'executeAsBackgroundJob: BackgroundJobStart',
      ),
      described(`How many ${plural} are selected or created`, 'countOfEntities: Int'),
      described(`Which ${plural} are selected or created`, 'listEntities: [Entity]'),
    ]),
  );
}

function operation({ name, label, description, args, batchInput }: ActionModel): string[] {
  const printed = described(
    `${label}. ${description}`,
    `${name}${args ? actionArguments(args) : ''}: MutationResult`,
  );
  if (!batchInput) return [printed];
  const batch = `${name}Batch(data: [${batchInput}]): MutationResult`;
  return [printed, described(`Batch ${label}. ${description}`, batch)];
}

function actionArguments(args: NonNullable<ActionModel['args']>): string {
  if (args.of === 'own') {
    return list(args.fields.map(({ description, ...arg }) => described(description, pair(arg))));
  }
  const type = typeNamed(args.type);
  if (args.of === 'input') return list(inputFields(type));
  const filters = type.fields.flatMap((field) => {
    const filter = filterType(field);
    return filter ? [`${field.name}: ${filter}`] : [];
  });
  return `(${filters.join(', ')})`;
}

function actionInputs(): string[] {
  const printed = new Map<string, string>();
  for (const { args, label, batchInput } of databases.flatMap(actionsOf)) {
    if (args?.of !== 'own' || !batchInput) continue;
    const fields = args.fields.map(({ description, ...arg }) => described(description, pair(arg)));
    printed.set(batchInput, described(`Input for ${label}`, block('input', batchInput, fields)));
  }
  return [...printed.values()];
}

const outputs: Record<ScalarKind, string> = {
  id: 'ID',
  text: 'String',
  int: 'Int',
  float: 'Float',
  boolean: 'Boolean',
  dateRange: 'DateRange',
  rich: 'RichField',
  content: 'String',
};

const selection = (type: TypeModel) => [
  `orderBy: ${type.name}Order`,
  'limit: Int',
  'offset: Int',
  ...filterFields(type),
];
const filterFields = (type: TypeModel) => fieldsAs(type, filterType);
const orderFields = (type: TypeModel) => fieldsAs(type, orderType);
const inputFields = (type: TypeModel) =>
  fieldsAs(type, (field) => (field.isReadOnly ? undefined : inputType(field)));

function fieldsAs(type: TypeModel, as: (field: FieldModel) => string | undefined): string[] {
  return type.fields.flatMap((field) => {
    const printed = as(field);
    return printed ? [described(field.original, `${field.name}: ${printed}`)] : [];
  });
}

const isDocument = ({ kind }: FieldModel) => kind === 'rich' || kind === 'content';

function filterType(field: FieldModel): string | undefined {
  if (isDocument(field)) return undefined;
  if (!isRelation(field)) return `${outputs[field.kind]}Filter`;
  return `${field.target}${field.kind === 'one' ? 'Filter' : 'CollectionFilter'}`;
}

function orderType(field: FieldModel): string | undefined {
  if (isDocument(field) || field.kind === 'many') return undefined;
  if (isRelation(field)) return `${field.target}Order`;
  return field.kind === 'dateRange' ? 'DateRangeOrder' : 'Order';
}

function inputType(field: FieldModel): string | undefined {
  if (isDocument(field)) return undefined;
  if (!isRelation(field))
    return field.kind === 'dateRange' ? 'DateRangeInput' : outputs[field.kind];
  return field.kind === 'one' ? `${field.target}Filter` : `[${field.target}Filter]`;
}

const pair = ({ name, type }: { name: string; type: string }) => `${name}: ${type}`;
const indent = (text: string) => text.replaceAll(/^/gm, '  ');
const list = (entries: string[]) => `(\n${indent(entries.join('\n'))}\n)`;
const block = (keyword: string, name: string, entries: string[]) =>
  `${keyword} ${name} {\n${indent(entries.join('\n'))}\n}`;
const described = (description: string, definition: string) =>
  description.includes('\n')
    ? `"""\n${description}\n"""\n${definition}`
    : `"""${description}"""\n${definition}`;
