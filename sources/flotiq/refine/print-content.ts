import type { NamedContent } from './naming.ts';
import { leafOf } from './naming.ts';
import type { Field, Shape } from './shape.ts';

/** Prints the types of content types; `typeOf` tells an API name's GraphQL type. */
export interface Printer {
  typeOf(api: string): string;
}

export const describe = (text: string | undefined) => (text ? `${JSON.stringify(text)}\n` : '');

export const block = (head: string, lines: readonly string[]) =>
  `${head} {\n${lines.map((line) => line.replace(/^/gm, '  ')).join('\n')}\n}`;

/** The page of a list, the same for all that is listed. */
export function listType(name: string, item: string, more: readonly string[] = []): string {
  return block(`type ${name}`, [
    `items: [${item}!]!`,
    '"Of all pages."',
    'totalCount: Int!',
    '"On this page."',
    'count: Int!',
    'totalPages: Int!',
    'currentPage: Int!',
    ...more,
  ]);
}

export function printContent(printer: Printer, content: NamedContent): string[] {
  const { type, fields, inputs } = content;
  const optional = inputs.map((field) => ({ ...field, isRequired: false }));
  const own = ['id: ID!', 'dataUrl: String', 'internal: FlotiqInternal'];
  const blocks = [
    block(`type ${type} implements FlotiqContent`, [...own, ...outputs(printer, content, fields)]),
    listType(`${type}List`, type),
    block(`"Conditions that all have to hold."\ninput ${type}Where`, [
      'id: FlotiqStringFilter',
      'internal: FlotiqInternalWhere',
      ...conditions(content, fields),
    ]),
    block(`"Exactly one field."\ninput ${type}OrderBy`, [
      'id: FlotiqDirection',
      'internal: FlotiqInternalOrderBy',
      ...fields.filter(isSortable).map(({ name }) => `${name}: FlotiqDirection`),
    ]),
    block(`input ${type}Input`, [
      '"Made up by the source if there is none."',
      'id: ID',
      ...written(content, inputs),
    ]),
  ];
  if (inputs.length > 0) {
    blocks.push(
      block(`"What is left out stays as it is."\ninput ${type}Patch`, written(content, optional)),
      block(`input ${type}BatchPatch`, ['id: ID!', ...written(content, optional)]),
    );
  }
  return [...blocks, ...printParts(printer, content)];
}

function printParts(printer: Printer, content: NamedContent): string[] {
  return [...content.parts].flatMap(([fields, type]) => {
    const where = conditions(content, fields);
    return [
      block(`type ${type}`, outputs(printer, content, fields)),
      block(`input ${type}Input`, written(content, fields)),
      ...(where.length > 0 ? [block(`input ${type}Where`, where)] : []),
    ];
  });
}

/** All may be null: objects that are older than a requirement do not meet it. */
function outputs(printer: Printer, content: NamedContent, fields: readonly Field[]): string[] {
  return fields.map(({ name, description, shape }) => {
    return `${describe(description)}${name}: ${outputOf(printer, content, shape)}`;
  });
}

function outputOf(printer: Printer, content: NamedContent, shape: Shape): string {
  if (shape.kind === 'scalar') return shape.scalar;
  if (shape.kind === 'object') return content.parts.get(shape.fields)!;
  if (shape.kind === 'relation') {
    return shape.isOpen ? 'FlotiqContent' : printer.typeOf(shape.to[0]!);
  }
  const item = outputOf(printer, content, shape.of);
  return shape.of.kind === 'relation' ? `[${item}!]` : `[${item}]`;
}

function written(content: NamedContent, fields: readonly Field[]): string[] {
  return fields.map(
    ({ name, description, shape, isRequired }) =>
      `${describe(description)}${name}: ${inputOf(content, shape)}${isRequired ? '!' : ''}`,
  );
}

function inputOf(content: NamedContent, shape: Shape): string {
  if (shape.kind === 'scalar') return shape.scalar;
  if (shape.kind === 'object') return `${content.parts.get(shape.fields)}Input`;
  return shape.kind === 'relation' ? 'FlotiqRelationInput' : `[${inputOf(content, shape.of)}!]`;
}

function conditions(content: NamedContent, fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, shape }) => {
    const filter = filterOf(content, shape);
    return filter ? [`${name}: ${filter}`] : [];
  });
}

function filterOf(content: NamedContent, shape: Shape): string | undefined {
  const leaf = leafOf(shape);
  if (leaf.kind === 'relation') return 'FlotiqRelationFilter';
  if (leaf.kind === 'object') {
    const isFilterable = conditions(content, leaf.fields).length > 0;
    return isFilterable ? `${content.parts.get(leaf.fields)}Where` : undefined;
  }
  if (leaf.scalar === 'FlotiqJSON') return undefined;
  if (leaf.scalar === 'Boolean') return 'FlotiqBooleanFilter';
  return leaf.scalar === 'String' ? 'FlotiqStringFilter' : 'FlotiqNumberFilter';
}

const isSortable = ({ shape }: Field) => shape.kind === 'scalar' && shape.scalar !== 'FlotiqJSON';
