/** A task in short: releases and users by their position in the sample. */
export interface TaskSample {
  name: string;
  state: 'Open' | 'In Progress' | 'Review' | 'Done';
  release: number | null;
  assignees?: number[];
  post?: number;
  estimate?: number;
  due?: string;
  dates?: [start: string, end: string];
  notes?: string;
}

export const tasks: TaskSample[] = [
  {
    name: 'Draw the new home page',
    state: 'Done',
    release: 0,
    assignees: [0],
    post: 1,
    estimate: 5,
    due: '2026-03-06',
    dates: ['2026-02-23', '2026-03-06'],
    notes: '# Home page\n\nOne claim, **one** picture, one button.',
  },
  {
    name: 'Move the site to the new theme',
    state: 'Done',
    release: 0,
    assignees: [0, 2],
    estimate: 8,
    due: '2026-03-13',
  },
  {
    name: 'Announce the relaunch',
    state: 'Review',
    release: 0,
    assignees: [1],
    post: 2,
    estimate: 2,
    due: '2026-04-02',
    notes: 'Waits for the numbers of the *first week*.',
  },
  {
    name: 'Measure loading times',
    state: 'In Progress',
    release: 1,
    assignees: [3],
    post: 3,
    estimate: 3.5,
    dates: ['2026-04-07', '2026-04-17'],
  },
  {
    name: 'Write the quick start',
    state: 'In Progress',
    release: 2,
    assignees: [1],
    post: 4,
    estimate: 3,
    due: '2026-04-24',
    notes: '- install\n- first query\n- first link',
  },
  {
    name: 'Describe every error code',
    state: 'Open',
    release: 2,
    assignees: [1, 3],
    post: 5,
    estimate: 5,
    due: '2026-05-01',
  },
  { name: 'Search the documentation', state: 'Open', release: 3 },
  { name: 'Translate the guide', state: 'Open', release: 3, assignees: [4], post: 6, estimate: 13 },
  {
    name: 'Take orders without an account',
    state: 'Review',
    release: 4,
    assignees: [2],
    post: 7,
    estimate: 8,
    due: '2026-04-30',
    dates: ['2026-04-13', '2026-04-30'],
    notes: 'An order needs an address and a way to pay, *nothing else*.',
  },
  {
    name: 'Show what is in stock',
    state: 'In Progress',
    release: 4,
    assignees: [2, 0],
    estimate: 5,
    due: '2026-05-08',
  },
  {
    name: 'Tell customers what changed',
    state: 'Open',
    release: 4,
    assignees: [0],
    post: 8,
    estimate: 1,
  },
  { name: 'Collect ideas for the summer', state: 'Open', release: null },
];
