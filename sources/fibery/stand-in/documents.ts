import { isRelation, type FieldModel, type TypeModel } from '../space-model.ts';
import { stableUuid, type Row, type Workspace } from './workspace.ts';

export const secretOf = (row: Row, field: FieldModel) => stableUuid(`${row.id} ${field.name}`);

/** A rich field as its owner reads it; an empty one has empty content, it is never null. */
export function presentDocument(row: Row, field: FieldModel) {
  const md = (row.values[field.name] as string | null) ?? '';
  return { secret: secretOf(row, field), md, ...renderings(md) };
}

/** The other forms of a Markdown text: the subset that notes of a team use. */
export function renderings(md: string): { html: string; text: string; jsonString: string } {
  const blocks = md.split(/\n{2,}/).filter((block) => block.trim() !== '');
  const texts = blocks.map(plain);
  const content = texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }));
  return {
    html: blocks.map(renderBlock).join(''),
    text: texts.join('\n'),
    jsonString: JSON.stringify({ doc: { type: 'doc', content } }),
  };
}

function renderBlock(block: string): string {
  const heading = /^(#{1,6}) (.*)$/s.exec(block);
  if (heading) {
    const level = heading[1]?.length;
    return `<h${level}>${inline(heading[2] ?? '')}</h${level}>`;
  }
  const items = block.split('\n');
  if (items.every((item) => /^[-*] /.test(item))) {
    return `<ul>${items.map((item) => `<li>${inline(item.slice(2))}</li>`).join('')}</ul>`;
  }
  return `<p>${inline(block)}</p>`;
}

function inline(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\*(.+?)\*/g, '<em>$1</em>')
    .replaceAll(/`(.+?)`/g, '<code>$1</code>');
}

const plain = (block: string) =>
  block.replaceAll(/^(#{1,6}|[-*]) /gm, '').replaceAll(/\*\*|[*`]/g, '');

/** Fills `{{Name}}` and `{{Project.Name}}` by label; a path that leads nowhere becomes empty. */
export function fillTemplate(workspace: Workspace, row: Row, template: string): string {
  return template.replaceAll(/\{\{([\w .]+)\}\}/g, (_, path: string) => {
    const value = follow(workspace, row, path.trim().split('.'));
    return value === null || value === undefined ? '' : String(value);
  });
}

function follow(workspace: Workspace, row: Row | undefined, [first, ...rest]: string[]): unknown {
  const field = row && labelled(row.type, first ?? '');
  if (!row || !field) return null;
  if (!isRelation(field)) return workspace.read(row, field);
  return follow(workspace, workspace.related(row, field)[0], rest.length > 0 ? rest : ['Name']);
}

function labelled({ fields }: TypeModel, label: string): FieldModel | undefined {
  return fields.find((field) => field.label.toLowerCase() === label.toLowerCase());
}
