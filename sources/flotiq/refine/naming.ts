import type { Content } from './content.ts';
import type { OperationKind } from './facts.ts';
import { NameRegistry, pascal } from './names.ts';
import type { Field, Shape } from './shape.ts';

/** A content type with the names that it goes by in the graph. */
export interface NamedContent extends Content {
  /** `Blogpost`, in `listBlogpost`. */
  noun: string;
  /** `FlotiqBlogpost` */
  type: string;
  /** The GraphQL types of objects that are part of it, by the field's object. */
  parts: ReadonlyMap<Field[], string>;
}

export const rootFieldNames: Partial<Record<OperationKind, (noun: string) => string>> = {
  get: (noun) => `get${noun}`,
  list: (noun) => `list${noun}`,
  listVersion: (noun) => `list${noun}Version`,
  getVersions: (noun) => `get${noun}Versions`,
  getRemoved: (noun) => `getRemoved${noun}`,
  create: (noun) => `create${noun}`,
  update: (noun) => `update${noun}`,
  patch: (noun) => `patch${noun}`,
  delete: (noun) => `delete${noun}`,
  batchCreate: (noun) => `batchCreate${noun}`,
  batchPatch: (noun) => `batchPatch${noun}`,
  batchDelete: (noun) => `batchDelete${noun}`,
};

/**
 * Names the types of an account. Two types of one name: the vendor's `_media` gives way to people's
 * own `media` and becomes SystemMedia; a type that is called like something of ours, or like a part
 * of another type (`product_list` next to `product`), becomes UserProductList. What still collides
 * is refused.
 */
export function nameContent(contents: readonly Content[], reserved: Iterable<string>) {
  const registry = new NameRegistry();
  registry.reserve(reserved);
  const nouns = contents.map((content) => {
    const noun = pascal(content.api);
    const isTwin = contents.some(
      (it) => it !== content && it.isSystem === content.isSystem && pascal(it.api) === noun,
    );
    const fallback = `${content.isSystem ? 'System' : 'User'}${noun}`;
    return registry.claim(label(content), isTwin ? [noun] : [noun, fallback], namesOf);
  });
  return contents.map((content, index): NamedContent => {
    const noun = nouns[index]!;
    const type = `Flotiq${noun}`;
    return { ...content, noun, type, parts: nameParts(registry, content, type) };
  });
}

function namesOf(noun: string): string[] {
  const type = `Flotiq${noun}`;
  const types = ['', 'List', 'Where', 'OrderBy', 'Input', 'Patch', 'BatchPatch'].map(
    (it) => type + it,
  );
  return [...types, ...Object.values(rootFieldNames).map((nameOf) => nameOf(noun))];
}

function nameParts(registry: NameRegistry, content: Content, type: string) {
  const parts = new Map<Field[], string>();
  const name = (fields: readonly Field[], parent: string) => {
    for (const { shape, wire, name: fieldName } of fields) {
      const object = leafOf(shape);
      if (object.kind !== 'object' || parts.has(object.fields)) continue;
      const noun = pascal(wire) || pascal(fieldName) || 'Part';
      const whole = `${parent}${noun}`;
      const owner = `the property ${wire} of ${label(content)}`;
      const claimed = registry.claim(owner, partCandidates(whole), partNames);
      parts.set(object.fields, claimed);
      name(object.fields, claimed);
    }
  };
  name(content.fields, type);
  name(content.inputs, type);
  return parts;
}

/** Nobody can be told to rename a property that their content already has, so these never run out soon. */
function partCandidates(name: string): string[] {
  return [name, `${name}Value`, ...Array.from({ length: 98 }, (_, at) => `${name}${at + 2}`)];
}

const partNames = (type: string) => [type, `${type}Input`, `${type}Where`];

const label = ({ api }: Content) => `the content type ${api}`;

export function leafOf(shape: Shape): Exclude<Shape, { kind: 'list' }> {
  return shape.kind === 'list' ? leafOf(shape.of) : shape;
}

export function listsOf(shape: Shape): number {
  return shape.kind === 'list' ? 1 + listsOf(shape.of) : 0;
}
