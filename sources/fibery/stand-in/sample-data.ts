import { tasks, type TaskSample } from './sample-tasks.ts';
import { fieldNamed, Workspace, type Row } from './workspace.ts';

export interface SampleOptions {
  now: () => number;
  /** Tasks beyond the sample ones, for tests of paging and size. */
  extraTasks: number;
  /** Becomes the caller's e-mail address, and the caller the creator of everything. */
  marker?: string;
}

const states = {
  Project: ['Planned', 'Active', 'Closed'],
  Release: ['Planned', 'Building', 'Released'],
  Task: ['Open', 'In Progress', 'Review', 'Done'],
} as const;

const users = [
  ['Ada Lovelace', 'ada@acme.example'],
  ['Grace Hopper', 'grace@acme.example'],
  ['Alan Turing', 'alan@acme.example'],
  ['Katherine Johnson', 'katherine@acme.example'],
  ['Edsger Dijkstra', 'edsger@acme.example'],
] as const;

const people = [
  ['Ada Lovelace', 'ada@acme.example', 'Engineering lead'],
  ['Grace Hopper', 'grace@acme.example', 'Documentation'],
  ['Alan Turing', 'alan@acme.example', 'Shop'],
  ['Katherine Johnson', 'katherine@acme.example', 'Release manager'],
  ['Edsger Dijkstra', null, null],
] as const;

/** A workspace of its own with the sample team's work in it; the same each time, whoever asks. */
export function createSampleWorkspace({ now, extraTasks, marker }: SampleOptions): Workspace {
  const workspace = new Workspace(now);
  const add = (type: string, values: Record<string, unknown>) => workspace.add(type, values).id;
  const seeded = (index: number) => {
    const date = new Date(Date.UTC(2026, 1, 2 + index, 9, 30)).toISOString();
    return { creationDate: date, modificationDate: date };
  };

  for (const [database, names] of Object.entries(states)) {
    for (const [index, name] of names.entries()) {
      add(`WorkflowStateDelivery${database}`, {
        name,
        icon: null,
        final: index === names.length - 1,
      });
    }
  }
  const stateId = (database: string, name: string) =>
    workspace
      .rowsOf(`WorkflowStateDelivery${database}`)
      .find(({ values }) => values['name'] === name)?.id;
  const userIds = users.map(([name, email], index) =>
    add('FiberyUser', {
      name,
      email: index === 0 && marker ? marker : email,
      active: true,
      ...seeded(0),
    }),
  );
  const creator = (index: number) => (marker ? userIds[0] : userIds[index % userIds.length]);
  const personIds = people.map(([name, email, role], index) =>
    add('DeliveryPerson', { name, email, role, createdBy: creator(0), ...seeded(index) }),
  );

  const projects = [
    { name: 'Website', state: 'Active', lead: 0, description: 'What visitors see first.' },
    { name: 'Documentation', state: 'Active', lead: 1, description: null },
    { name: 'Shop', state: 'Planned', lead: null, description: 'Sells what the others promise.' },
  ];
  const projectIds = projects.map(({ name, state, lead, description }, index) =>
    add('DeliveryProject', {
      name,
      description,
      state: stateId('Project', state),
      lead: lead === null ? null : personIds[lead],
      createdBy: creator(index),
      ...seeded(index),
    }),
  );

  const releases = [
    {
      name: 'Website 2.0',
      project: 0,
      siteSlug: 'acme-www',
      releaseDate: '2026-03-16',
      state: 'Released',
    },
    {
      name: 'Website 2.1',
      project: 0,
      siteSlug: 'acme-www',
      releaseDate: '2026-05-04',
      state: 'Building',
    },
    {
      name: 'Docs 1.4',
      project: 1,
      siteSlug: 'acme-docs',
      releaseDate: '2026-05-11',
      state: 'Building',
    },
    { name: 'Docs 2.0', project: 1, siteSlug: null, releaseDate: null, state: 'Planned' },
    {
      name: 'Shop 0.9',
      project: 2,
      siteSlug: 'acme-shop',
      releaseDate: '2026-06-01',
      state: 'Planned',
    },
  ];
  const releaseIds = releases.map(({ project, state, ...values }, index) =>
    add('DeliveryRelease', {
      ...values,
      description: `Notes for **${values.name}**.`,
      project: projectIds[project],
      state: stateId('Release', state),
      createdBy: creator(index + 1),
      ...seeded(index + 3),
    }),
  );

  const addTask = (sample: TaskSample, index: number) => {
    const { name, state, release, assignees = [], post, estimate, due, dates, notes } = sample;
    const releaseId = release === null ? undefined : releaseIds[release];
    return add('DeliveryTask', {
      name,
      state: stateId('Task', state),
      release: releaseId,
      project: release === null ? null : projectIds[releases[release]?.project ?? 0],
      assignees: assignees.map((user) => userIds[user]),
      postId: post && `blogpost-${post}`,
      estimate,
      dueDate: due,
      dates: dates && { start: dates[0], end: dates[1] },
      description: notes,
      createdBy: creator(index),
      ...seeded(index + 8),
    });
  };
  for (const [index, sample] of tasks.entries()) addTask(sample, index);
  for (let index = 0; index < extraTasks; index += 1) {
    const state = states.Task[index % states.Task.length] ?? 'Open';
    addTask({ name: `Extra task ${index + 1}`, state, release: index % releases.length }, index);
  }

  comment(workspace, workspace.rowsOf('DeliveryTask')[0], userIds[1]);
  workspace.takeEffects();
  return workspace;
}

function comment(workspace: Workspace, task: Row | undefined, author: string | undefined): void {
  if (!task) return;
  const { id } = workspace.add('CommentsComment', { md: 'Looks **right** to me.', author });
  task.values[fieldNamed(task.type, 'comments').name] = [id];
}
