import { describe, expect, it } from 'vitest';
import { names, openSpace } from './open-space.ts';

/** Names of the tasks that a set of arguments finds. */
async function find(args: string, field = 'findTasks'): Promise<string[]> {
  await using space = await openSpace();
  const { data, errors } = await space.ask(`{ found: ${field}(${args}) { name } }`);
  expect(errors).toBeUndefined();
  return names(data.found);
}

describe('filters', () => {
  it.each([
    ['is', 'name: { is: "Measure loading times" }', ['Measure loading times']],
    [
      'contains, whatever the case',
      'name: { contains: "SITE" }',
      ['Move the site to the new theme'],
    ],
    ['greater', 'estimate: { greater: 8 }', ['Translate the guide']],
    [
      'greaterOrEquals and less',
      'estimate: { greaterOrEquals: 3, less: 3.5 }',
      ['Write the quick start'],
    ],
    [
      'in',
      'postId: { in: ["blogpost-1", "blogpost-8"] }',
      ['Draw the new home page', 'Tell customers what changed'],
    ],
    [
      'isNull',
      'postId: { isNull: true }, estimate: { isNull: true }',
      ['Search the documentation', 'Collect ideas for the summer'],
    ],
    [
      'a null condition, which is none',
      'publicId: { is: "1" }, name: null',
      ['Draw the new home page'],
    ],
    [
      'a date range',
      'dates: { start: { greater: "2026-04-10" } }',
      ['Take orders without an account'],
    ],
    [
      'an empty date range',
      'dates: { isNull: true }, state: { name: { is: "Done" } }',
      ['Move the site to the new theme'],
    ],
  ])('select by %s', async (_, args, expected) => {
    expect(await find(args)).toEqual(expected);
  });

  it.each([
    ['isNot', 'postId: { isNot: "blogpost-1" }', 11],
    ['notIn', 'postId: { notIn: ["blogpost-1", "blogpost-2"] }', 10],
    ['notContains', 'postId: { notContains: "blogpost" }', 4],
  ])('%s keeps what is empty', async (_, args, expected) => {
    expect(await find(args)).toHaveLength(expected);
  });

  it('reach through to-one relations', async () => {
    expect(
      await find(
        'project: { lead: { name: { contains: "Hopper" } } }, state: { name: { is: "In Progress" } }',
      ),
    ).toEqual(['Write the quick start']);
    expect(await find('release: { id: { isNull: true } }')).toEqual([
      'Collect ideas for the summer',
    ]);
  });

  it.each([
    [
      'contains, all of them',
      '{ contains: [{ name: { is: "Ada Lovelace" } }, { name: { is: "Alan Turing" } }] }',
      ['Move the site to the new theme', 'Show what is in stock'],
    ],
    [
      'containsAny',
      '{ containsAny: [{ email: { contains: "edsger" } }, { email: { contains: "katherine" } }] }',
      ['Measure loading times', 'Describe every error code', 'Translate the guide'],
    ],
    ['isEmpty', '{ isEmpty: true }', ['Search the documentation', 'Collect ideas for the summer']],
    [
      'notContainsAny',
      '{ isEmpty: false, notContainsAny: [{ email: { less: "e" } }, { email: { greater: "f" } }] }',
      ['Translate the guide'],
    ],
  ])('look into lists by %s', async (_, filter, expected) => {
    expect(await find(`assignees: ${filter}`)).toEqual(expected);
  });

  it('notContains keeps what lacks one of the wanted', async () => {
    const both = '[{ name: { contains: "Ada" } }, { name: { contains: "Alan" } }]';
    expect(await find(`assignees: { isEmpty: false, notContains: ${both} }`)).toHaveLength(8);
    expect(await find(`assignees: { isEmpty: false, notContainsAny: ${both} }`)).toHaveLength(5);
  });

  it('take variables, formulas and the site of a release', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      'query ($slug: String!, $least: Int) { findReleases(siteSlug: { is: $slug }, taskCount: { greater: $least }) { name taskCount } }',
      { slug: 'acme-www', least: 1 },
    );
    expect(data.findReleases).toEqual([{ name: 'Website 2.0', taskCount: 3 }]);
  });
});

describe('order and pages', () => {
  it('puts empty values last going up and first going down', async () => {
    const found = await find('orderBy: { releaseDate: ASC }', 'findReleases');
    expect(found).toEqual(['Website 2.0', 'Website 2.1', 'Docs 1.4', 'Shop 0.9', 'Docs 2.0']);
    const [first] = await find('orderBy: { releaseDate: DESC }', 'findReleases');
    expect(first).toBe('Docs 2.0');
  });

  it('orders by a field of a relation and leaves equals as they were', async () => {
    const found = await find('orderBy: { project: { name: DESC } }', 'findReleases');
    expect(found).toEqual(['Website 2.0', 'Website 2.1', 'Shop 0.9', 'Docs 1.4', 'Docs 2.0']);
  });

  it('orders by the start of a range and by public id as a number', async () => {
    expect(await find('orderBy: { dates: { start: DESC } }, dates: { isNull: false }')).toEqual([
      'Take orders without an account',
      'Measure loading times',
      'Draw the new home page',
    ]);
    expect(await find('orderBy: { publicId: DESC }, limit: 1')).toEqual([
      'Collect ideas for the summer',
    ]);
  });

  it('pages without gaps or repeats', async () => {
    const pages = [0, 5, 10].map((offset) => find(`limit: 5, offset: ${offset}`));
    expect((await Promise.all(pages)).flat()).toEqual(await find('limit: 50'));
  });

  it('answers 100 unless told otherwise, at the root and inside', async () => {
    await using space = await openSpace({ extraTasks: 600 });
    const { data } = await space.ask(
      '{ few: findTasks { id } all: findTasks(limit: 3000) { id } findProjects { few: tasks { id } many: tasks(limit: 1000) { id } } }',
    );
    expect([data.few.length, data.all.length]).toEqual([100, 612]);
    for (const { few, many } of data.findProjects) {
      expect(few).toHaveLength(100);
      expect(many.length).toBeGreaterThan(100);
    }
  });

  it('filters, orders and cuts inner lists', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      '{ findProjects(name: { is: "Shop" }) { tasks(orderBy: { name: DESC }, limit: 1, state: { final: { is: false } }, assignees: { contains: [{ name: { contains: "Ada" } }] }) { name } } }',
    );
    expect(data.findProjects).toEqual([{ tasks: [{ name: 'Tell customers what changed' }] }]);
  });
});

describe('an entity', () => {
  it('comes with its relations, documents, comments and standard fields', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(`{
      findTasks(limit: 1) {
        id publicId creationDate postId dates { start end }
        state { name final } project { name lead { email } } release { siteSlug }
        assignees { email } createdBy { name }
        description { md html text secret }
        comments { text html author { name } } files { name }
      }
    }`);
    const [task] = data.findTasks;
    expect(task).toMatchObject({
      publicId: '1',
      creationDate: '2026-02-10T09:30:00.000Z',
      postId: 'blogpost-1',
      dates: { start: '2026-02-23', end: '2026-03-06' },
      state: { name: 'Done', final: true },
      project: { name: 'Website', lead: { email: 'ada@acme.example' } },
      release: { siteSlug: 'acme-www' },
      assignees: [{ email: 'ada@acme.example' }],
      description: {
        html: '<h1>Home page</h1><p>One claim, <strong>one</strong> picture, one button.</p>',
        text: 'Home page\nOne claim, one picture, one button.',
      },
      comments: [{ text: 'Looks right to me.', author: { name: 'Grace Hopper' } }],
      files: [],
    });
    expect(task.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
  });
});
