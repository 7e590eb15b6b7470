/** One content type of an account, in the few words from which everything else about it follows. */
export interface ContentType {
  name: string;
  label: string;
  /** Made by the vendor, not by the account. */
  isInternal?: boolean;
  /** Objects start as drafts and are seen by default once published. */
  isDraftPublic?: boolean;
  fields: Record<string, ContentField>;
  /** Stands in for the example that the fields would give. */
  example?: JsonObject;
}

export interface ContentField {
  label: string;
  inputType: InputType;
  /** JSON Schema of the stored value; relations are stored as lists of `DataSource`. */
  schema: JsonObject;
  helpText?: string;
  isRequired?: boolean;
  isUnique?: boolean;
  /** Its value makes the object's title. */
  isTitle?: boolean;
  /** Empty `to`: an object of any type. */
  relation?: { to: readonly string[]; isMultiple: boolean };
  options?: readonly string[];
  /** The fields of each element of a list of objects. */
  items?: Record<string, ContentField>;
}

export type InputType =
  | 'text'
  | 'textarea'
  | 'textMarkdown'
  | 'richtext'
  | 'email'
  | 'number'
  | 'radio'
  | 'checkbox'
  | 'select'
  | 'dateTime'
  | 'custom'
  | 'datasource'
  | 'object'
  | 'geo'
  | 'simpleList'
  | 'block';

export type JsonObject = { [key: string]: unknown };

type Extras = Partial<Omit<ContentField, 'label' | 'inputType' | 'schema' | 'relation' | 'items'>>;

/** A text that has to be there cannot be empty either: the vendor adds `minLength` by itself. */
export function text(label: string, inputType: InputType = 'text', extras: Extras = {}) {
  const schema = extras.isRequired ? { type: 'string', minLength: 1 } : { type: 'string' };
  return { label, inputType, schema, ...extras } satisfies ContentField;
}

export function number(label: string, extras: Extras = {}): ContentField {
  return { label, inputType: 'number', schema: { type: 'number' }, ...extras };
}

export function checkbox(label: string, extras: Extras = {}): ContentField {
  return { label, inputType: 'checkbox', schema: { type: 'boolean' }, ...extras };
}

export function geo(label: string, extras: Extras = {}): ContentField {
  const coordinate = { type: 'number' };
  const schema = {
    type: 'object',
    required: ['lat', 'lon'],
    properties: { lat: coordinate, lon: coordinate },
    additionalProperties: false,
  };
  return { label, inputType: 'geo', schema, ...extras };
}

/** Even a relation to one object is a list; `to` empty is a relation to any type. */
export function relation(
  label: string,
  to: readonly string[],
  { isMultiple = false, ...extras }: Extras & { isMultiple?: boolean } = {},
): ContentField {
  const schema = {
    type: 'array',
    items: { $ref: '#/components/schemas/DataSource' },
    minItems: extras.isRequired ? 1 : 0,
  };
  return { label, inputType: 'datasource', schema, relation: { to, isMultiple }, ...extras };
}

export function objects(label: string, items: Record<string, ContentField>): ContentField {
  const properties = Object.fromEntries(
    Object.entries(items).map(([name, field]) => [name, field.schema]),
  );
  const schema = {
    type: 'array',
    items: { type: 'object', required: requiredOf(items), properties },
    minItems: 0,
  };
  return { label, inputType: 'object', schema, items };
}

export function requiredOf(fields: Record<string, ContentField>): string[] {
  return Object.entries(fields).flatMap(([name, field]) => (field.isRequired ? [name] : []));
}
