import {
  requiredOf,
  type ContentField,
  type ContentType,
  type InputType,
  type JsonObject,
} from './content-type.ts';

/** A content type as `/api/v1/internal/contenttype` speaks of it. */
export interface ContentDefinition {
  id?: string;
  name: string;
  label: string;
  internal?: boolean;
  draftPublic?: boolean;
  schemaDefinition: {
    type: 'object';
    allOf: [{ $ref: string }, { type: 'object'; properties: Record<string, JsonObject> }];
    required?: string[];
    additionalProperties?: boolean;
  };
  metaDefinition: { order: string[]; propertiesConfig: Record<string, PropertyConfig> };
}

export interface PropertyConfig {
  label: string;
  inputType: InputType;
  unique: boolean;
  helpText?: string;
  isTitlePart?: boolean;
  options?: string[];
  validation?: { relationContenttype?: string; relationMultiple?: boolean };
  items?: { order: string[]; propertiesConfig: Record<string, PropertyConfig> };
}

export function toDefinition(type: ContentType): ContentDefinition {
  const properties = mapValues(type.fields, (field) => field.schema);
  return {
    name: type.name,
    label: type.label,
    internal: type.isInternal ?? false,
    draftPublic: type.isDraftPublic ?? false,
    schemaDefinition: {
      type: 'object',
      allOf: [
        { $ref: '#/components/schemas/AbstractContentTypeSchemaDefinition' },
        { type: 'object', properties },
      ],
      required: requiredOf(type.fields),
      additionalProperties: false,
    },
    metaDefinition: toMeta(type.fields),
  };
}

/** The way back, for types that a caller defines. */
export function fromDefinition(definition: ContentDefinition): ContentType {
  const { allOf, required = [] } = definition.schemaDefinition;
  const { propertiesConfig } = definition.metaDefinition;
  return {
    name: definition.name,
    label: definition.label,
    isInternal: definition.internal ?? false,
    isDraftPublic: definition.draftPublic ?? false,
    fields: mapValues(allOf[1].properties, (schema, name) =>
      toField(schema, propertiesConfig[name], required.includes(name)),
    ),
  };
}

function toMeta(fields: Record<string, ContentField>): ContentDefinition['metaDefinition'] {
  return { order: Object.keys(fields), propertiesConfig: mapValues(fields, toConfig) };
}

function toConfig(field: ContentField): PropertyConfig {
  const { label, inputType, helpText = '', isUnique = false, relation } = field;
  const config: PropertyConfig = { label, inputType, unique: isUnique, helpText };
  if (field.isTitle) config.isTitlePart = true;
  if (field.options) config.options = [...field.options];
  if (field.items) config.items = toMeta(field.items);
  // The vendor knows one target or any; a choice of several is written as any.
  const target = relation?.to.length === 1 ? relation.to[0]! : '';
  if (relation) {
    config.validation = { relationContenttype: target, relationMultiple: relation.isMultiple };
  }
  return config;
}

function toField(schema: JsonObject, config: PropertyConfig | undefined, isRequired: boolean) {
  const field: ContentField = {
    label: config?.label ?? '',
    inputType: config?.inputType ?? 'text',
    schema,
    isRequired,
    isUnique: config?.unique ?? false,
    isTitle: config?.isTitlePart ?? false,
  };
  if (config?.helpText) field.helpText = config.helpText;
  if (config?.options) field.options = config.options;
  if (config?.inputType === 'datasource') {
    const { relationContenttype: to, relationMultiple = false } = config.validation ?? {};
    field.relation = { to: to ? [to] : [], isMultiple: relationMultiple };
  }
  return field;
}

function mapValues<In, Out>(record: Record<string, In>, map: (value: In, key: string) => Out) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
