import { sandboxTypes } from '../account-model.ts';
import { fromDefinition, toDefinition, type ContentDefinition } from '../content-definition.ts';
import type { ContentType } from '../content-type.ts';

const pristine = sandboxTypes.map((type) => ({ type, definition: toDefinition(type) }));

/** The sandbox's definitions, shared by all copies of the data: they are replaced, never changed. */
export function pristineDefinitions(): [string, ContentDefinition][] {
  return pristine.map(({ definition }) => [definition.name, definition]);
}

/** What prints into the account's document, whether it came with the sandbox or from a caller. */
export function contentTypeOf(definition: ContentDefinition): ContentType {
  const known = pristine.find((candidate) => candidate.definition === definition);
  return known?.type ?? fromDefinition(definition);
}
