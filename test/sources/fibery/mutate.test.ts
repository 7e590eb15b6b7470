import { describe, expect, it } from 'vitest';
import { names, openSpace } from './open-space.ts';

const findAll = (name: string, fields: string) =>
  `{ findTasks(name: { is: "${name}" }) { ${fields} } }`;

describe('create, update, delete', () => {
  it('lets later actions of a root work on what its first action created', async () => {
    await using space = await openSpace();
    const { data, errors } = await space.ask(`mutation {
      tasks {
        create(name: "Fix the footer", estimate: 0.5, dates: { start: "2026-04-20", end: "2026-04-21" }, project: { name: { is: "Website" } }) { message entities { id type } }
        appendContentToDescription(value: "See *{{Name}}* in {{Project.Name}}") { message documents { secret } }
        assignToMe { message }
        countOfEntities
        listEntities { id type }
      }
    }`);
    expect(errors).toBeUndefined();
    const { create, appendContentToDescription: append, ...rest } = data.tasks;
    expect(create.message).toBe('Create: 1 Task added');
    expect(append.message).toBe('Append content to Description: Description updated for 1 Task');
    expect(rest).toEqual({
      assignToMe: { message: 'Assign to me executed' },
      countOfEntities: 1,
      listEntities: create.entities,
    });
    const found = await space.ask(
      findAll(
        'Fix the footer',
        'id state { name } project { name } assignees { name } description { md secret } createdBy { email } publicId',
      ),
    );
    expect(found.data.findTasks).toEqual([
      {
        id: create.entities[0].id,
        state: { name: 'Open' },
        project: { name: 'Website' },
        assignees: [{ name: 'Ada Lovelace' }],
        description: { md: 'See *Fix the footer* in Website', secret: append.documents[0].secret },
        createdBy: { email: 'ada@acme.example' },
        publicId: '13',
      },
    ]);
  });

  it('creates a batch and changes only what was created', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      'mutation ($data: [DeliveryTaskInput]) { tasks { createBatch(data: $data) { message entities { id } } update(state: { name: { is: "Review" } }) { message } } }',
      { data: [{ name: 'One' }, { name: 'Two', postId: 'blogpost-2' }] },
    );
    expect(data.tasks.createBatch.message).toBe('Create: 2 Tasks added');
    expect(data.tasks.update.message).toBe('Update: 2 Tasks updated');
    const inReview = await space.ask('{ findTasks(state: { name: { is: "Review" } }) { name } }');
    expect(names(inReview.data.findTasks)).toEqual([
      'Announce the relaunch',
      'Take orders without an account',
      'One',
      'Two',
    ]);
  });

  it('updates what a filter selects, clears by null, and moves the modification date', async () => {
    await using space = await openSpace();
    space.advance(5000);
    await space.ask(
      'mutation { tasks(publicId: { is: "10" }) { update(name: "Stock", estimate: null, project: null, assignees: [{ name: { contains: "Grace" } }]) { message } } }',
    );
    const { data } = await space.ask(
      findAll('Stock', 'estimate project { id } assignees { name } modificationDate'),
    );
    expect(data.findTasks).toEqual([
      {
        estimate: null,
        project: null,
        assignees: [{ name: 'Grace Hopper' }],
        modificationDate: '2026-04-20T00:00:05.000Z',
      },
    ]);
  });

  it('deletes what a filter selects and unties it from everything', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      'mutation { releases(siteSlug: { is: "acme-www" }) { delete { message entities { type } } } }',
    );
    expect(data.releases.delete).toEqual({
      message: 'Delete: 2 Releases deleted',
      entities: [{ type: 'Delivery/Release' }, { type: 'Delivery/Release' }],
    });
    const after = await space.ask('{ findTasks(publicId: { is: "1" }) { release { id } } }');
    expect(after.data.findTasks).toEqual([{ release: null }]);
  });

  it.each([
    ['a filter that matches nothing', 'tasks(id: { is: "none" })'],
    ['no filter at all', 'tasks'],
    ['a filter whose variable is missing', 'tasks(id: $id)'],
  ])('answers null for %s, and changes nothing', async (_, root) => {
    await using space = await openSpace();
    const declared = root.includes('$id') ? '($id: IDFilter)' : '';
    const { data } = await space.ask(
      `mutation ${declared} { ${root} { delete { message } countOfEntities } }`,
    );
    expect(data.tasks).toEqual({ delete: null, countOfEntities: 0 });
    expect((await space.ask('{ findTasks { id } }')).data.findTasks).toHaveLength(12);
  });

  it('fails an action whose relation filter finds nothing, and keeps the entity as it was', async () => {
    await using space = await openSpace();
    const { data, errors } = await space.ask(
      'mutation { tasks(publicId: { is: "1" }) { update(name: "Lost", project: { name: { is: "None" } }) { message } } }',
    );
    expect(data.tasks.update).toBeNull();
    expect(errors).toMatchObject([
      { message: 'Cannot find Project by the given filter', path: ['tasks', 'update'] },
    ]);
    expect((await space.ask(findAll('Lost', 'id'))).data.findTasks).toEqual([]);
  });

  it('refuses an action twice in one root', async () => {
    await using space = await openSpace();
    const { errors } = await space.ask(
      'mutation { tasks { a: create(name: "A") { message } b: create(name: "B") { message } } }',
    );
    expect(errors?.map(({ message }) => message)).toEqual([
      'create is repeated: use its Batch twin',
    ]);
  });

  it('does not pretend to run scripts', async () => {
    await using space = await openSpace();
    const { data, errors } = await space.ask(
      'mutation { tasks(publicId: { is: "1" }) { script(script: "1") { message } } }',
    );
    expect([data.tasks.script, errors?.[0]?.message]).toEqual([
      null,
      'Scripts are not executed in the sandbox',
    ]);
  });

  it('runs several roots in order', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      'mutation { projects { create(name: "App") { message } } releases { create(name: "App 1", project: { name: { is: "App" } }) { message } } }',
    );
    expect(data).toEqual({
      projects: { create: { message: 'Create: 1 Project added' } },
      releases: { create: { message: 'Create: 1 Release added' } },
    });
    const found = await space.ask('{ findReleases(project: { name: { is: "App" } }) { name } }');
    expect(names(found.data.findReleases)).toEqual(['App 1']);
  });
});

describe('relations', () => {
  const leadOfShop = '{ findProjects(name: { is: "Shop" }) { lead { name role } } }';

  it('adds, updates, unlinks and deletes what a to-one relation holds', async () => {
    await using space = await openSpace();
    const shop = 'projects(name: { is: "Shop" })';
    const steps = [
      ['addLead(name: "Barbara Liskov") { message }', 'Add Lead: 1 Person added'],
      ['updateLead(role: "Shop lead") { message }', 'Update Lead: 1 Person updated'],
      ['unlinkLead { message }', 'Unlink Lead: 1 Person unlinked'],
      ['addLead(name: "Radia Perlman") { message }', 'Add Lead: 1 Person added'],
      ['deleteLead { message }', 'Delete Lead: 1 Person deleted'],
    ] as const;
    const leads: unknown[] = [];
    for (const [step, message] of steps) {
      const { data } = await space.ask(`mutation { ${shop} { ${step} } }`);
      expect(Object.values(data.projects)).toEqual([{ message }]);
      leads.push((await space.ask(leadOfShop)).data.findProjects[0].lead);
    }
    expect(leads).toEqual([
      { name: 'Barbara Liskov', role: null },
      { name: 'Barbara Liskov', role: 'Shop lead' },
      null,
      { name: 'Radia Perlman', role: null },
      null,
    ]);
    const people = await space.ask('{ findPeople { name } }');
    expect(names(people.data.findPeople)).toContain('Barbara Liskov');
    expect(names(people.data.findPeople)).not.toContain('Radia Perlman');
  });

  it('adds, updates, links, unlinks and deletes items of a list', async () => {
    await using space = await openSpace();
    const release = 'releases(name: { is: "Docs 2.0" })';
    const steps = [
      ['addTasksItem(name: "New") { message }', 'Add Tasks Item: 1 Task added', 3],
      ['linkTasks(name: { contains: "summer" }) { message }', 'Link Tasks: 1 Task linked', 4],
      [
        'updateTasks(filter: { name: { is: "New" } }, fields: { estimate: 2 }) { message }',
        'Update Tasks: 1 Task updated',
        4,
      ],
      ['unlinkTasks(estimate: { is: 2 }) { message }', 'Unlink Tasks: 1 Task unlinked', 3],
      [
        'linkTasksBatch(data: [{ name: "New" }, { estimate: 1 }]) { message }',
        'Link Tasks: 2 Tasks linked',
        5,
      ],
      ['deleteTasks(name: { isNot: "New" }) { message }', 'Delete Tasks: 4 Tasks deleted', 1],
      [
        'addTasksItemBatch(data: [{ name: "A" }, { name: "B" }]) { message }',
        'Add Tasks Item: 2 Tasks added',
        3,
      ],
    ] as const;
    for (const [step, message, count] of steps) {
      const { data, errors } = await space.ask(`mutation { ${release} { ${step} } }`);
      expect(errors).toBeUndefined();
      expect(Object.values(data.releases)).toEqual([{ message }]);
      const found = await space.ask('{ findReleases(name: { is: "Docs 2.0" }) { taskCount } }');
      expect([step, found.data.findReleases[0].taskCount]).toEqual([step, count]);
    }
    expect((await space.ask('{ findTasks { id } }')).data.findTasks).toHaveLength(11);
  });

  it('links and unlinks assignees', async () => {
    await using space = await openSpace();
    const assignees = '{ findTasks(publicId: { is: "1" }) { assignees { name } } }';
    const act = (step: string) =>
      space.ask(`mutation { tasks(publicId: { is: "1" }) { ${step} { message } } }`);
    await act('linkAssignees(email: { contains: "turing" }, name: { contains: "Alan" })');
    await act('linkAssignees(name: { contains: "Alan" })');
    expect(names((await space.ask(assignees)).data.findTasks[0].assignees)).toEqual([
      'Ada Lovelace',
      'Alan Turing',
    ]);
    await act('unlinkAssignees(name: { contains: "Ada" })');
    expect(names((await space.ask(assignees)).data.findTasks[0].assignees)).toEqual([
      'Alan Turing',
    ]);
  });
});

describe('documents, workflow, comments, files, notifications', () => {
  it('appends, prepends and overwrites rich text', async () => {
    await using space = await openSpace();
    const act = (step: string) =>
      space.ask(`mutation { tasks(publicId: { is: "3" }) { ${step} { message } } }`);
    const md = async () =>
      (await space.ask('{ findTasks(publicId: { is: "3" }) { description { md } } }')).data
        .findTasks[0].description.md;
    await act('overwriteDescription(value: "two")');
    await act('appendContentToDescriptionBatch(data: [{ value: "three" }, { value: "four" }])');
    await act('prependContentToDescription(value: "one")');
    expect(await md()).toBe('one\n\ntwo\n\nthree\n\nfour');
  });

  it('closes and notifies as in the guide', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(`mutation {
      tasks(assignees: { contains: [{ name: { contains: "Grace" } }] }) {
        moveToFinalState { message }
        notifyAssignees(subject: "{{Name}} was closed") { message }
        notifyCreatedBy(subject: "Closed") { message }
        notifyUsers(to: [{ name: { contains: "Ada" } }], subject: "Closed", notifyAuthor: true) { message }
      }
    }`);
    expect(data.tasks).toEqual({
      moveToFinalState: { message: 'Move to final state executed' },
      notifyAssignees: { message: 'Notify Assignees: 4 notifications sent' },
      notifyCreatedBy: { message: 'Notify Created By: 2 notifications sent' },
      notifyUsers: { message: 'Notify Users: 3 notifications sent' },
    });
    const done = await space.ask('{ findTasks(state: { final: { is: true } }) { id } }');
    expect(done.data.findTasks).toHaveLength(5);
  });

  it('adds comments and files', async () => {
    await using space = await openSpace();
    await space.ask(`mutation {
      tasks(publicId: { is: "7" }) {
        addComment(value: "About {{Name}}") { message }
        addFileFromUrl(name: "plan.pdf", url: "https://acme.example/plan.pdf") { message }
      }
    }`);
    const { data } = await space.ask(
      '{ findTasks(publicId: { is: "7" }) { comments { md author { name } } files { name secret } } }',
    );
    expect(data.findTasks).toEqual([
      {
        comments: [{ md: 'About Search the documentation', author: { name: 'Ada Lovelace' } }],
        files: [{ name: 'plan.pdf', secret: expect.stringMatching(/^[\da-f-]{36}$/) }],
      },
    ]);
  });
});
