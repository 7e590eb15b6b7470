import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/source.ts';
import { refineDocument, refineSandbox, sketchDocument } from './documents.ts';
import { queryOfCall, speaker } from './speak.ts';

type Json = Record<string, unknown>;

const refined = refineSandbox();
const link = (api: string, id: string) => ({
  type: 'internal',
  dataUrl: `/api/v1/content/${api}/${id}`,
});
const object = (contentType: string, id: string, fields: Json = {}): Json => ({
  id,
  internal: { contentType },
  ...fields,
});
const pageOf = (data: unknown[]) => ({
  total_count: data.length,
  count: data.length,
  total_pages: 1,
  current_page: 1,
  data,
});

/** An account of unhydrated objects that answers `ids[]`, and hydrates as many levels as it can. */
function accountOf(objects: Json[], { maxLevels = 2 } = {}) {
  const byUrl = new Map(
    objects.map((it) => [`/api/v1/content/${(it.internal as Json).contentType}/${it.id}`, it]),
  );
  const hydrate = (value: unknown, levels: number): unknown => {
    if (levels === 0 || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((it) => hydrate(it, levels));
    const { dataUrl } = value as Json;
    if (typeof dataUrl === 'string') {
      const target = byUrl.get(dataUrl);
      return target ? inside(target, levels - 1) : value;
    }
    return inside(value as Json, levels);
  };
  const inside = (value: Json, levels: number) =>
    Object.fromEntries(Object.entries(value).map(([key, child]) => [key, hydrate(child, levels)]));

  return (call: RestCall) => {
    const query = queryOfCall(call);
    const levels = Math.min(Number(query.get('hydrate') ?? 0), maxLevels);
    const [, , , , api, id] = call.path.split('/');
    const all = objects.filter((it) => (it.internal as Json).contentType === api);
    if (id !== undefined)
      return inside(
        all.find((it) => it.id === decodeURIComponent(id))!,
        levels,
      );
    const ids = query.getAll('ids[]');
    const found = all.filter((it) => ids.length === 0 || ids.includes(String(it.id)));
    const limited = found.slice(0, Number(query.get('limit')));
    return pageOf(limited.map((it) => inside(it, levels)));
  };
}

const account = [
  object('blogpost', 'b1', {
    author: [link('author', 'a1')],
    headerImage: [link('_media', 'm1')],
    related: [link('blogpost', 'b2'), link('product', 'p1')],
  }),
  object('blogpost', 'b2', {
    author: [link('author', 'a1'), link('author', 'gone')],
    related: [link('blogpost', 'b1')],
  }),
  object('author', 'a1', { name: 'Ada', avatar: [link('_media', 'm1')] }),
  object('product', 'p1', { name: 'Anvil', gallery: [link('_media', 'm1'), link('_media', 'm2')] }),
  object('_media', 'm1', { fileName: 'one', tags: [link('_tag', 't1'), link('_tag', 't2')] }),
  object('_media', 'm2', { fileName: 'two', tags: [link('_tag', 't1')] }),
  object('_tag', 't1', { name: 'first' }),
  object('_tag', 't2', { name: 'second' }),
];

const ask = speaker(refined, accountOf(account));

async function levelsOf(selection: string) {
  const { calls, errors } = await ask(`{ getBlogpost(id: "b1") { ${selection} } }`);
  expect(errors).toEqual([]);
  return calls.map((call) => queryOfCall(call).get('hydrate'));
}

describe('hydration', () => {
  it.each([
    ['title internal { createdAt }', [null]],
    ['author { id dataUrl __typename } related { id }', [null]],
    ['author { name }', ['1']],
    ['related { internal { createdAt } }', ['1']],
    ['related { __typename ... on FlotiqProduct { name } }', ['1']],
    ['a: author { id } b: author { name }', ['1']],
    ['author { avatar { id } }', ['1']],
    ['author { avatar { fileName } }', ['2']],
    ['author { ... on FlotiqContent { ... on FlotiqAuthor { avatar { url } } } }', ['2']],
  ])('asks for exactly the levels of { %s }', async (selection, levels) => {
    expect(await levelsOf(selection)).toEqual(levels);
  });

  it('reads what a link tells without asking for more', async () => {
    const { data } = await ask(
      '{ getBlogpost(id: "b1") { author { id dataUrl } related { id __typename } } }',
    );
    expect(data.getBlogpost).toEqual({
      author: [{ id: 'a1', dataUrl: '/api/v1/content/author/a1' }],
      related: [
        { id: 'b2', __typename: 'FlotiqBlogpost' },
        { id: 'p1', __typename: 'FlotiqProduct' },
      ],
    });
  });

  it('says of objects that their own address is the same as that of links to them', async () => {
    const { data } = await ask(
      '{ getBlogpost(id: "b1") { author { name dataUrl avatar { fileName dataUrl } } } }',
    );
    expect(data.getBlogpost.author).toEqual([
      {
        name: 'Ada',
        dataUrl: '/api/v1/content/author/a1',
        avatar: [{ fileName: 'one', dataUrl: '/api/v1/content/_media/m1' }],
      },
    ]);
  });
});

describe('levels deeper than the source’s two', () => {
  const deep = `{ listBlogpost { items { id related {
    id
    ... on FlotiqProduct { gallery { fileName tags { name } } }
    ... on FlotiqBlogpost { author { name avatar { fileName tags { name } } } }
  } } } }`;

  it('cost one call for each type and level, however many objects', async () => {
    const { data, errors, calls } = await ask(deep);
    expect(errors).toEqual([]);
    const asked = calls.map((call) => `${call.path} ${queryOfCall(call).get('hydrate')}`);
    expect(asked[0]).toBe('/api/v1/content/blogpost 2');
    // The author that is gone is asked for once: a link on a second level may only be unhydrated.
    expect(asked.slice(1).toSorted()).toEqual([
      '/api/v1/content/_media 1',
      '/api/v1/content/_tag null',
      '/api/v1/content/author 2',
    ]);
    const [first] = data.listBlogpost.items;
    expect(first.related[1].gallery).toEqual([
      { fileName: 'one', tags: [{ name: 'first' }, { name: 'second' }] },
      { fileName: 'two', tags: [{ name: 'first' }] },
    ]);
    expect(first.related[0].author[0].avatar).toEqual([
      { fileName: 'one', tags: [{ name: 'first' }, { name: 'second' }] },
    ]);
  });

  it('come out the same from a source that hydrates one level only', async () => {
    const poorer = speaker(refined, accountOf(account, { maxLevels: 1 }));
    expect((await poorer(deep)).data).toEqual((await ask(deep)).data);
  });

  it('do not go on where objects lead back to each other', async () => {
    const round = 'related { id ... on FlotiqBlogpost { '.repeat(7) + 'title' + ' } }'.repeat(7);
    const { errors, calls } = await ask(`{ getBlogpost(id: "b1") { ${round} } }`);
    expect(errors).toEqual([]);
    expect(calls.length).toBeLessThan(6);
  });

  it('leave the answer as it came', async () => {
    const answers: [unknown, string][] = [];
    const respond = accountOf(account);
    const watching = speaker(refined, (call) => {
      const answer = respond(call);
      answers.push([answer, JSON.stringify(answer)]);
      return answer;
    });
    await watching(deep);
    expect(answers.length).toBeGreaterThan(1);
    for (const [answer, before] of answers) expect(JSON.stringify(answer)).toBe(before);
  });

  it('are looked for in no answer of nothing but lists', async () => {
    const endless = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    const answers = [object('blogpost', 'b1', { author: endless }), pageOf([endless]), endless];
    for (const answer of answers) {
      const asking = speaker(refined, () => answer);
      const { errors } = await asking('{ listBlogpost { items { title author { name } } } }');
      for (const { error } of errors) expect(error.code).toBe('SOURCE_BAD_ANSWER');
    }
  });

  it('are asked for in the mode of the first call', async () => {
    const { calls } = await ask(
      '{ listBlogpost(mode: PREVIEW) { items { author { avatar { tags { name } } } } } }',
    );
    expect(calls.length).toBe(2);
    for (const { headers } of calls) expect(headers).toEqual({ 'x-mode': 'preview' });
  });

  it('stay links where objects are gone', async () => {
    const { data, errors, calls } = await ask('{ getBlogpost(id: "b2") { author { id name } } }');
    expect(errors).toEqual([]);
    expect(data.getBlogpost.author).toEqual([
      { id: 'a1', name: 'Ada' },
      { id: 'gone', name: null },
    ]);
    expect(calls).toHaveLength(1);
  });
});

describe('answers that the source does not hydrate', () => {
  it('are completed after a write', async () => {
    const { data, calls } = await ask(
      'mutation { patchBlogpost(id: "b1", input: { slug: "x" }) { author { name } related { id } } }',
    );
    expect(data.patchBlogpost.author).toEqual([{ name: 'Ada' }]);
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PATCH /api/v1/content/blogpost/b1',
      'GET /api/v1/content/author',
    ]);
  });

  it('are asked for in pieces that fit a line', async () => {
    const ids = Array.from({ length: 900 }, (_, index) => `media ${index} äöü`);
    const many = [
      object('product', 'p', { gallery: ids.map((id) => link('_media', id)) }),
      ...ids.map((id) => object('_media', id, { fileName: `file of ${id}` })),
    ];
    const { data, calls } = await speaker(
      refined,
      accountOf(many),
    )('mutation { patchProduct(id: "p", input: { slug: "x" }) { gallery { fileName } } }');
    expect(data.patchProduct.gallery.map((it: Json) => it.fileName)).toEqual(
      ids.map((id) => `file of ${id}`),
    );
    const pieces = calls.slice(1);
    expect(pieces.length).toBeGreaterThan(3);
    for (const call of pieces) {
      expect(queryOfCall(call).toString().length).toBeLessThan(6200);
      expect(queryOfCall(call).getAll('ids[]')).toHaveLength(
        Number(queryOfCall(call).get('limit')),
      );
    }
  });

  it('do not ask for types that the contract cannot list', async () => {
    const document = sketchDocument({
      note: {
        properties: { to: { type: 'array', items: { $ref: '#/components/schemas/DataSource' } } },
      },
    });
    const hidden = speaker(refineDocument(document), () =>
      object('note', 'n', {
        to: [link('secret', 's'), { type: 'external', dataUrl: 'https://x.example/1' }],
      }),
    );
    const { data, calls } = await hidden(
      'mutation { patchNote(id: "n", input: {}) { to { __typename id dataUrl internal { createdAt } } } }',
    );
    expect(calls).toHaveLength(1);
    expect(data.patchNote.to).toEqual([
      {
        __typename: 'FlotiqOtherContent',
        id: 's',
        dataUrl: '/api/v1/content/secret/s',
        internal: null,
      },
      {
        __typename: 'FlotiqOtherContent',
        id: 'https://x.example/1',
        dataUrl: 'https://x.example/1',
        internal: null,
      },
    ]);
  });
});
