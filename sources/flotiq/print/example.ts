import type { ContentField, ContentType, JsonObject } from '../content-type.ts';

const at = '2026-03-02T09:15:00+00:00';

/** An object of the type as a caller would send it, made of the field names themselves. */
export function exampleOf(type: ContentType, id = `${type.name}-1`): JsonObject {
  if (type.example) return { ...type.example };
  const fields = Object.entries(type.fields).map(([name, field]) => [name, valueOf(name, field)]);
  return { id, ...Object.fromEntries(fields) };
}

export function storedExampleOf(type: ContentType): JsonObject {
  const { id, ...fields } = exampleOf(type);
  const internal = {
    contentType: type.name,
    createdAt: at,
    updatedAt: at,
    deletedAt: '',
    workflowState: 'saved',
    objectTitle: '',
    latestVersion: 1,
  };
  return { id, internal, ...fields };
}

function valueOf(name: string, field: ContentField): unknown {
  if (field.relation) {
    const target = field.relation.to[0] ?? '_media';
    return [{ dataUrl: `/api/v1/content/${target}/${target}-1`, type: 'internal' }];
  }
  if (field.inputType === 'geo') return { lat: 50.06143, lon: 19.93658 };
  if (field.items) {
    const values = Object.entries(field.items).map(([key, item]) => [key, valueOf(key, item)]);
    return [Object.fromEntries(values)];
  }
  if (field.inputType === 'dateTime') return at;
  const { type } = field.schema;
  if (type === 'number') return 0;
  if (type === 'boolean') return false;
  return type === 'array' ? [] : name;
}
