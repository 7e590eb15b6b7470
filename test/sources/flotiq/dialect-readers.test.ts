import { expect, it } from 'vitest';
import { createDialect } from '../../../sources/flotiq/dialect/dialect.ts';
import { refineDocument, refineSandbox, sketchDocument } from './documents.ts';
import { speaker } from './speak.ts';

it('reads the workflow state of documents of every age', () => {
  const { reader } = createDialect(refineSandbox().facts);
  const read = reader!('FlotiqInternal', 'workflowState')!;
  expect(read({ workflowState: 'saved' })).toBe('saved');
  expect(read({ workflow_state: 'old' })).toBe('old');
  expect(reader!('FlotiqInternal', 'createdAt')).toBeUndefined();
});

it('reads properties by their own names, and never what every object inherits', async () => {
  const text = { type: 'string' };
  const properties = { 'first-name': text, dataUrl: text, constructor: text, toString: text };
  const refined = refineDocument(sketchDocument({ racer: { properties } }));
  const stored = { id: 'r', internal: { contentType: 'racer' }, 'first-name': 'Ada', dataUrl: 'x' };
  const { data, errors } = await speaker(
    refined,
    () => stored,
  )('{ getRacer(id: "r") { first_name dataUrl dataUrl_ constructor toString } }');
  expect(errors).toEqual([]);
  expect(data.getRacer).toEqual({
    first_name: 'Ada',
    dataUrl: '/api/v1/content/racer/r',
    dataUrl_: 'x',
    constructor: null,
    toString: null,
  });
});

it('tells types apart by what the object says of itself, then by its address', () => {
  const { typeOf } = createDialect(refineSandbox().facts);
  expect(typeOf!({ id: 'x', internal: { contentType: '_media' } })).toBe('FlotiqMedia');
  expect(typeOf!({ type: 'internal', dataUrl: '/api/v1/content/_tag/a/b' })).toBe('FlotiqTag');
  expect(typeOf!({ id: 'x', internal: { contentType: 'constructor' } })).toBe('FlotiqOtherContent');
  expect(typeOf!({ id: 'x' })).toBe('FlotiqOtherContent');
});

it('says what to do about an operation that its facts do not have', () => {
  const { compile } = createDialect(refineSandbox().facts);
  const operation = {
    parentType: 'Query',
    field: 'listGhost',
    method: 'GET',
    path: '/api/v1/content/ghost',
    queryArguments: {},
    headers: {},
  } as const;
  expect(() => compile(operation, undefined)).toThrow(/listGhost.*compose the contract again/);
});
