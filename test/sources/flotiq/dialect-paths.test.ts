import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePath } from '../../../sources/flotiq/dialect/paths.ts';
import { refineSandbox } from './documents.ts';
import { speaker } from './speak.ts';

const templates = [
  '/api/v1/content/_tag/{args.id}',
  '/api/v1/content/_tag/{args.id}/version/{args.versionId}',
];

describe('a path', () => {
  it('holds each argument in one segment, whatever the argument', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          '.',
          '/',
          '\\',
          '%',
          '2',
          'e',
          'f',
          '?',
          '#',
          ';',
          ' ',
          '\n',
          '{',
          '}',
        ),
      }),
    );
    // On failure the message has the seed that repeats it.
    fc.assert(
      fc.property(fc.constantFrom(...templates), text, text, (template, id, versionId) => {
        const fill = compilePath(template);
        const isRefused = [id, versionId]
          .slice(0, template.split('{').length - 1)
          .some((it) => ['', '.', '..'].includes(it));
        if (isRefused) {
          expect(() => fill({ id, versionId })).toThrow('neither empty');
          return;
        }
        const path = fill({ id, versionId });
        const url = new URL(`http://flotiq.test${path}`);
        expect(url.pathname).toBe(path);
        expect(url.search + url.hash).toBe('');
        const segments = path.split('/');
        expect(segments).toHaveLength(template.split('/').length);
        expect(decodeURIComponent(segments[5]!)).toBe(id);
        if (segments.length > 6) expect(decodeURIComponent(segments[7]!)).toBe(versionId);
      }),
      { verbose: 1 },
    );
  });

  it.each(['', '.', '..', '\ud800'])('is never made of %j', async (id) => {
    const ask = speaker(refineSandbox(), () => ({}));
    const { errors, calls } = await ask('query ($id: ID!) { getTag(id: $id) { id } }', { id });
    expect(calls).toEqual([]);
    expect(errors[0]?.error).toMatchObject({ code: 'BAD_USER_INPUT', facts: { argument: 'id' } });
  });
});
