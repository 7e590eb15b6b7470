import { describe, expect, it } from 'vitest';
import { openSpace } from './open-space.ts';

describe('background jobs', () => {
  const ask =
    'query ($id: String) { job(id: $id) { status message actions { actionName result { message } } } }';

  it('answer at once, execute by the clock, and then tell what happened', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      'mutation { tasks(state: { name: { is: "Open" } }) { executeAsBackgroundJob { jobId } update(estimate: 1) { message } delete { message } } }',
    );
    expect(data.tasks).toMatchObject({ update: null, delete: null });
    const id = data.tasks.executeAsBackgroundJob.jobId;

    space.advance(1999);
    expect((await space.ask(ask, { id })).data.job).toMatchObject({
      status: 'EXECUTING',
      actions: [],
    });
    expect((await space.ask('{ findTasks { id } }')).data.findTasks).toHaveLength(12);

    space.advance(1);
    expect((await space.ask('{ findTasks { id } }')).data.findTasks).toHaveLength(7);
    expect((await space.ask(ask, { id })).data.job).toEqual({
      status: 'COMPLETED',
      message: 'The job is completed',
      actions: [
        { actionName: 'update', result: { message: 'Update: 5 Tasks updated' } },
        { actionName: 'delete', result: { message: 'Delete: 5 Tasks deleted' } },
      ],
    });
  });

  it('tell why they failed', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(
      'mutation { tasks(publicId: { is: "1" }) { executeAsBackgroundJob { jobId } script(script: "1") { message } } }',
    );
    space.advance(2000);
    const { jobId: id } = data.tasks.executeAsBackgroundJob;
    expect((await space.ask(ask, { id })).data.job).toEqual({
      status: 'FAILED',
      message: 'Scripts are not executed in the sandbox',
      actions: [],
    });
  });

  it('are null when nobody knows them', async () => {
    await using space = await openSpace();
    expect(await space.ask(ask, { id: 'none' })).toEqual({ data: { job: null } });
  });
});
