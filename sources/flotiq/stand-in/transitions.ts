import { notFound } from './answers.ts';
import { latestOf, type StoredObject } from './account.ts';
import { findLinks } from './links.ts';
import { readFlag, type AccountRequest } from './request.ts';

const steps = ['publish', 'unpublish', 'archive'] as const;

type Transition = (typeof steps)[number];

export function isTransition(word: string): word is Transition {
  return (steps as readonly string[]).includes(word);
}

/** With `hydrate=1` the objects it links to go along; a batch goes alone. */
export function transition(
  object: StoredObject,
  step: Transition,
  request: AccountRequest,
  { isAlone = false } = {},
): void {
  if (!hasDrafts(object, request)) throw notFound();
  apply(object, step, request);
  if (isAlone || !readFlag(request.query, 'hydrate')) return;
  for (const dataUrl of findLinks(latestOf(object).fields)) {
    const linked = request.account.follow(dataUrl);
    if (linked && linked !== object && hasDrafts(linked, request)) apply(linked, step, request);
  }
}

function hasDrafts({ type }: StoredObject, { account }: AccountRequest): boolean {
  return account.definitions.get(type)?.draftPublic ?? false;
}

function apply(object: StoredObject, step: Transition, request: AccountRequest): void {
  if (step === 'publish') request.account.publish(object);
  if (step === 'unpublish') delete object.published;
  object.isArchived = step === 'archive';
  request.announce('WorkflowTransition', object);
}
