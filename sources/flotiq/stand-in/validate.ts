import type { ContentDefinition } from '../content-definition.ts';
import type { JsonObject } from '../content-type.ts';
import { latestOf, type Account } from './account.ts';
import type { FieldErrors } from './answers.ts';
import { isLink } from './links.ts';
import { checkSchema } from './check-schema.ts';

const idPattern = '^[a-zA-Z0-9-_.,:=!?#$%&(\\`\\’\\{\\}" ]*$';

interface Subject {
  account: Account;
  definition: ContentDefinition;
  /** Undefined while the object has none. */
  id: string | undefined;
}

/** Messages by field, empty when the object may be saved. Only what `sent` brings is checked. */
export function validate(sent: JsonObject, whole: JsonObject, subject: Subject): FieldErrors {
  const errors: FieldErrors = {};
  const add = (field: string, message: string) => (errors[field] ??= []).push(message);
  const { allOf, required = [] } = subject.definition.schemaDefinition;
  const { properties } = allOf[1];

  if (subject.id !== undefined && !new RegExp(idPattern).test(subject.id)) {
    add('id', `Does not match the regex pattern ${idPattern}`);
  }
  for (const name of required) {
    if (whole[name] === undefined || whole[name] === null) {
      add(name, `The property ${name} is required`);
    }
  }
  for (const [name, value] of Object.entries(sent)) {
    const schema = properties[name];
    if (!schema) {
      add(
        name,
        `The property ${name} is not defined and the definition does not allow additional properties`,
      );
    } else if (value !== null) {
      checkSchema(value, schema, name, add);
      if (!errors[name]) checkConfig(name, value, subject, add);
    }
  }
  return errors;
}

/** What the schema does not say: options, uniqueness, whether links lead anywhere. */
function checkConfig(
  name: string,
  value: unknown,
  { account, definition, id }: Subject,
  add: (field: string, message: string) => void,
): void {
  const config = definition.metaDefinition.propertiesConfig[name];
  if (!config) return;
  if (config.options && value !== '' && !config.options.includes(String(value))) {
    add(name, 'The value does not match possible options');
  }
  if (config.unique && value !== '' && isTaken(account, definition.name, id, name, value)) {
    add(name, 'This value is already used');
  }
  if (config.inputType === 'datasource' && Array.isArray(value)) {
    const { relationContenttype: target } = config.validation ?? {};
    const leads = value.every((item) => {
      const object = isLink(item) ? account.follow(item.dataUrl) : undefined;
      return object && (!target || object.type === target);
    });
    if (!leads) add(name, 'This value does not exist in database');
  }
}

function isTaken(
  account: Account,
  type: string,
  id: string | undefined,
  name: string,
  value: unknown,
): boolean {
  return account
    .all(type)
    .some((other) => other.id !== id && latestOf(other).fields[name] === value);
}
