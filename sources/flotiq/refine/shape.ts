import { isRecord, type Json, type OpenApiDocument } from './document.ts';
import type { RelationFacts } from './facts.ts';
import { fieldNames } from './names.ts';
import { plainLine } from './plain-line.ts';

export type Scalar = 'String' | 'Int' | 'Float' | 'Boolean' | 'FlotiqJSON';

/** What a JSON schema comes to in the graph. */
export type Shape =
  | { kind: 'scalar'; scalar: Scalar }
  | { kind: 'object'; fields: Field[] }
  | ({ kind: 'relation' } & RelationFacts)
  | { kind: 'list'; of: Shape };

export interface Field {
  name: string;
  /** The property's own name. */
  wire: string;
  shape: Shape;
  description: string | undefined;
  /** Whether a new object has to have it. */
  isRequired: boolean;
}

/** Reads shapes, knowing which schemas of the document are content types. */
export interface ShapeReader {
  document: OpenApiDocument;
  /** JSON pointer -> API name. */
  contentOf: ReadonlyMap<string, string>;
}

const anyJson: Shape = { kind: 'scalar', scalar: 'FlotiqJSON' };
const MAX_DEPTH = 8;

/** The properties of an object schema as fields, with whatever `allOf` and `$ref` bring. */
export function readFields(reader: ShapeReader, schema: unknown, taken: readonly string[] = []) {
  return fieldsOf(reader, flatten(reader, schema), taken, []);
}

function fieldsOf(reader: ShapeReader, flat: Flat, taken: readonly string[], trail: string[]) {
  const wires = Object.keys(flat.properties).filter((wire) => !taken.includes(wire));
  const names = fieldNames(wires, ['dataUrl', ...taken]);
  return wires.map((wire): Field => {
    const schema = flat.properties[wire];
    return {
      name: names.get(wire)!,
      wire,
      shape: shapeOf(reader, schema, trail),
      description: plainLine(isRecord(schema) ? schema.description : undefined),
      isRequired: flat.required.has(wire),
    };
  });
}

function shapeOf(reader: ShapeReader, schema: unknown, trail: string[]): Shape {
  if (!isRecord(schema) || trail.length > MAX_DEPTH) return anyJson;
  const relation = relationOf(reader, schema);
  if (relation) return { kind: 'relation', ...relation };
  const pointer = typeof schema.$ref === 'string' ? schema.$ref : '';
  if (pointer !== '' && trail.includes(pointer)) return anyJson;

  const flat = flatten(reader, schema);
  const below = [...trail, pointer];
  if (flat.choices.length === 1 && flat.types.size === 0) {
    return shapeOf(reader, flat.choices[0], below);
  }
  if (flat.choices.length > 0) return anyJson;
  const types = [...flat.types].filter((type) => type !== 'null');
  if (types.length > 1) return anyJson;
  const type = types[0] ?? impliedType(flat);
  if (type === 'array') return { kind: 'list', of: shapeOf(reader, flat.items, below) };
  if (type === 'object' && Object.keys(flat.properties).length > 0) {
    return { kind: 'object', fields: fieldsOf(reader, flat, [], below) };
  }
  return { kind: 'scalar', scalar: scalarOf(type) };
}

function impliedType(flat: Flat): string | undefined {
  if (flat.items !== undefined) return 'array';
  return Object.keys(flat.properties).length > 0 ? 'object' : undefined;
}

function scalarOf(type: string | undefined): Scalar {
  if (type === 'string') return 'String';
  if (type === 'integer') return 'Int';
  // People's own numbers may have decimals tomorrow: `number` is all that the document says of either.
  if (type === 'number') return 'Float';
  return type === 'boolean' ? 'Boolean' : 'FlotiqJSON';
}

/** A link to another object, or the object itself where the document is hydrated. */
function relationOf(reader: ShapeReader, schema: Json): RelationFacts | undefined {
  if (typeof schema.$ref === 'string') {
    const to = reader.contentOf.get(schema.$ref);
    if (to !== undefined) return { to: [to], isOpen: false };
    return linkOf(reader, schema);
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(choices) && choices.length > 0) {
    const relations = choices.map((it) => (isRecord(it) ? relationOf(reader, it) : undefined));
    if (relations.some((it) => it === undefined)) return undefined;
    // Even a single choice is open: types that the key may not read are left out of the choices.
    return { to: [...new Set(relations.flatMap((it) => it!.to))], isOpen: true };
  }
  return linkOf(reader, schema);
}

/** `{dataUrl, type}`, or a content type that has no endpoints in this document. */
function linkOf(reader: ShapeReader, schema: Json): RelationFacts | undefined {
  const { properties, pointers } = flatten(reader, schema);
  const to = [...pointers].flatMap((pointer) => reader.contentOf.get(pointer) ?? []);
  if (to.length === 1) return { to, isOpen: false };
  const isContent = [...pointers].some((it) => it.includes('/AbstractContentTypeSchemaDefinition'));
  const names = Object.keys(properties).toSorted().join();
  const isLink = isContent || names === 'dataUrl' || names === 'dataUrl,type';
  return isLink ? { to, isOpen: true } : undefined;
}

interface Flat {
  types: Set<string>;
  properties: Json;
  required: Set<string>;
  items: unknown;
  choices: unknown[];
  /** All that was followed on the way. */
  pointers: Set<string>;
}

/** One schema out of `$ref`, `allOf` and what stands beside them. */
function flatten({ document }: ShapeReader, schema: unknown): Flat {
  const flat: Flat = {
    types: new Set(),
    // Without a prototype a property called `__proto__` is one like any other.
    properties: Object.create(null) as Json,
    required: new Set(),
    items: undefined,
    choices: [],
    pointers: new Set(),
  };
  const absorb = (part: unknown) => {
    if (!isRecord(part)) return;
    if (typeof part.$ref === 'string' && !flat.pointers.has(part.$ref)) {
      flat.pointers.add(part.$ref);
      absorb(document.resolve(part.$ref));
    }
    for (const type of [part.type].flat()) if (typeof type === 'string') flat.types.add(type);
    if (isRecord(part.properties)) Object.assign(flat.properties, part.properties);
    if (Array.isArray(part.required)) {
      for (const name of part.required) if (typeof name === 'string') flat.required.add(name);
    }
    if (part.items !== undefined) flat.items = part.items;
    const choices = part.oneOf ?? part.anyOf;
    if (Array.isArray(choices)) flat.choices.push(...choices);
    if (Array.isArray(part.allOf)) part.allOf.forEach(absorb);
  };
  absorb(schema);
  return flat;
}
