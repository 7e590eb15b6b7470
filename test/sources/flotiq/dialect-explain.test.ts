import { describe, expect, it } from 'vitest';
import { explain } from '../../../sources/flotiq/dialect/explain.ts';

const say = (status: number, body: unknown) => explain({ status, headers: {}, body });

describe('a refused input', () => {
  it('names fields and their messages', () => {
    const body = { title: ['The property title is required'], price: ['String value found'] };
    expect(say(400, body)).toEqual({
      code: 'SOURCE_INVALID_INPUT',
      detail: 'refused the input: title: The property title is required; price: String value found',
      facts: {
        fields: [
          { field: 'title', messages: ['The property title is required'] },
          { field: 'price', messages: ['String value found'] },
        ],
      },
    });
  });

  it('has messages about the whole object', () => {
    const errors = ['This content object is used in another content object.'];
    expect(say(400, { errors })).toMatchObject({
      detail: expect.stringContaining(errors[0]!),
      facts: { messages: errors },
    });
  });

  it('names the objects of a batch', () => {
    const body = {
      batch_total_count: 3,
      batch_success_count: 1,
      batch_error_count: 2,
      errors: [
        { id: 'a', errors: { name: ['is required'] } },
        { data: {}, errors: { name: ['is too long'] } },
      ],
    };
    expect(say(400, body)).toEqual({
      code: 'SOURCE_INVALID_INPUT',
      detail: '2 of 3 objects refused. a: name: is required; name: is too long',
      facts: {
        totalCount: 3,
        successCount: 1,
        errorCount: 2,
        fields: [
          { id: 'a', field: 'name', messages: ['is required'] },
          { index: 1, field: 'name', messages: ['is too long'] },
        ],
      },
    });
  });

  it('tells the limit of a batch that is too large', () => {
    const body = {
      batch_total_count: 101,
      batch_success_count: 0,
      batch_error_count: 101,
      batch_limit: 100,
      errors: [],
    };
    expect(say(400, body)?.detail).toContain('at most 100');
  });

  it.each([['<html>'], [undefined], [{}], [[1]], [{ code: 400 }]])(
    'of unknown shape goes by its status: %j',
    (body) => expect(say(400, body)).toBeUndefined(),
  );
});

describe('403', () => {
  it('is a quota only when nothing else is said', () => {
    expect(say(403, { code: 403, message: 'Quota limit exceeded' })?.code).toBe(
      'SOURCE_QUOTA_EXCEEDED',
    );
  });

  it('is the key when the quota is not spoken of', () => {
    const said = say(403, { code: 403, message: 'Access denied' });
    expect(said?.code).toBe('CREDENTIAL_REFUSED');
    expect(said?.detail).not.toMatch(/quota/);
  });

  it.each(['message', 'massage'])('says both when both are said, in %s', (property) => {
    const said = say(403, { code: 403, [property]: 'Access denied or quota limit exceeded' });
    expect(said?.code).toBe('CREDENTIAL_REFUSED');
    expect(said?.detail).toMatch(/read-only.*quota/);
  });
});

it('explains what is missing, too large or of the wrong type', () => {
  expect(say(404, { code: 404, message: 'Not found' })?.code).toBe('SOURCE_NOT_FOUND');
  expect(
    say(413, {
      code: 413,
      message: 'Content Object size limit exceeded by an object with ID: 185',
    }),
  ).toMatchObject({
    code: 'SOURCE_INVALID_INPUT',
    detail: expect.stringContaining('185'),
  });
  expect(say(415, '')?.code).toBe('SOURCE_INVALID_INPUT');
  expect(say(401, { code: 401, message: 'Unauthorized' })).toBeUndefined();
  expect(say(500, '')).toBeUndefined();
});
