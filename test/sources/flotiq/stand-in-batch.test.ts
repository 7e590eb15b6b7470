import { describe, expect, it } from 'vitest';
import { openStandIn } from './open-stand-in.ts';

const tags = '/api/v1/content/_tag';
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `t-${index}`, name: `Tag ${index}` }));

describe('creating a batch', () => {
  it('counts what was created', async () => {
    await using flotiq = await openStandIn();
    expect(await flotiq.writer.post(`${tags}/batch`, many(100))).toEqual({
      status: 200,
      body: { batch_total_count: 100, batch_success_count: 100, batch_error_count: 0, errors: [] },
    });
    expect((await flotiq.writer.get(tags)).body.total_count).toBe(104);
  });

  it('names each failure by id, or by its data without one', async () => {
    await using flotiq = await openStandIn();
    const items = [{ id: '_tag-1', name: 'Again' }, { name: '' }, { id: 'new', name: 'New' }];
    expect(await flotiq.writer.post(`${tags}/batch`, items)).toEqual({
      status: 400,
      body: {
        batch_total_count: 3,
        batch_success_count: 1,
        batch_error_count: 2,
        errors: [
          { id: '_tag-1', errors: { id: ['This value is already used'] } },
          { data: { name: '' }, errors: { name: ['Must be at least 1 characters long'] } },
        ],
      },
    });
  });

  it('replaces what is there when told to', async () => {
    await using flotiq = await openStandIn();
    const items = [{ id: '_tag-1', name: 'Again' }];
    await flotiq.writer.post(`${tags}/batch?updateExisting=true`, items);
    expect((await flotiq.writer.get(`${tags}/_tag-1`)).body.name).toBe('Again');
  });

  it('ends at a hundred', async () => {
    await using flotiq = await openStandIn();
    const { status, body } = await flotiq.writer.post(`${tags}/batch`, many(101));
    expect(status).toBe(400);
    expect(body).toMatchObject({
      batch_limit: 100,
      batch_success_count: 0,
      batch_error_count: 101,
    });
    expect((await flotiq.writer.get(tags)).body.total_count).toBe(4);
  });
});

describe('patching a batch', () => {
  it('changes fields and never creates', async () => {
    await using flotiq = await openStandIn();
    const patched = await flotiq.writer.patch('/api/v1/content/author/batch', [
      { id: 'author-1', bio: 'One' },
      { id: 'author-2', bio: 'Two' },
    ]);
    expect(patched.body).toMatchObject({ batch_success_count: 2 });
    const ada = await flotiq.writer.get('/api/v1/content/author/author-1');
    expect(ada.body).toMatchObject({ name: 'Ada Nowak', bio: 'One' });
    const items = [
      { id: '_tag-1', name: 'Changed' },
      { id: 'none', name: 'None' },
    ];
    expect((await flotiq.writer.patch(`${tags}/batch`, items)).status).toBe(404);
    expect((await flotiq.writer.get(`${tags}/_tag-1`)).body.name).toBe('People');
  });
});

describe('deleting a batch', () => {
  it('counts what was deleted', async () => {
    await using flotiq = await openStandIn();
    await flotiq.writer.post(`${tags}/batch`, many(2));
    expect(await flotiq.writer.post(`${tags}/batch-delete`, ['t-0', 't-1'])).toEqual({
      status: 200,
      body: { deletedCount: 2 },
    });
  });

  it('refuses with messages after deleting what it could', async () => {
    await using flotiq = await openStandIn();
    await flotiq.writer.post(`${tags}/batch`, many(1));
    expect(await flotiq.writer.post(`${tags}/batch-delete`, ['t-0', 'none', '_tag-1'])).toEqual({
      status: 400,
      body: {
        errors: [
          'Content object: "none" doesn\'t exist',
          'Content object: "_tag-1" is used in another content object.',
        ],
      },
    });
    expect((await flotiq.writer.get(`${tags}/t-0`)).status).toBe(404);
  });
});
