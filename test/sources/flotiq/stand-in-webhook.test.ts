import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openStandIn, type Json } from './open-stand-in.ts';

const tags = '/api/v1/content/_tag';

/** An address that remembers what it was told. */
async function openReceiver() {
  const told: { headers: Json; body: Json }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    told.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    response.end();
    server.emit('told');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const heard = async (count: number) => {
    while (told.length < count) await once(server, 'told');
    return told;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

it('tells of creation, update and deletion with the configured headers', async () => {
  await using receiver = await openReceiver();
  const webhook = { url: receiver.url, headers: { 'x-shared': 'word' } };
  await using flotiq = await openStandIn({ webhook });

  await flotiq.writer.post(tags, { id: 'new', name: 'New' });
  const [created] = await receiver.heard(1);
  expect(created?.headers['x-shared']).toBe('word');
  expect(created?.body).toMatchObject({
    webhookId: expect.any(String),
    action: 'Create',
    contentTypeName: '_tag',
    ref: '/api/v1/content/_tag/new/version/1',
    payload: { id: 'new', name: 'New', internal: { latestVersion: 1 } },
  });

  await flotiq.writer.patch(`${tags}/new`, { name: 'Newer' });
  const [, updated] = await receiver.heard(2);
  expect(updated?.body).toMatchObject({
    action: 'Update',
    ref: '/api/v1/content/_tag/new/version/2',
    payload: { name: 'Newer' },
  });

  await flotiq.writer.delete(`${tags}/new`);
  const [, , deleted] = await receiver.heard(3);
  expect(deleted?.body).toMatchObject({ action: 'Delete', payload: { id: 'new' } });
  expect(deleted?.body.payload).not.toHaveProperty('name');
});

it('tells of publication', async () => {
  await using receiver = await openReceiver();
  await using flotiq = await openStandIn({ webhook: { url: receiver.url } });
  await flotiq.writer.post('/api/v1/content/blogpost/blogpost-13/publish');
  const [published] = await receiver.heard(1);
  expect(published?.body).toMatchObject({
    action: 'WorkflowTransition',
    payload: { internal: { status: 'public' } },
  });
});

it('answers callers the same when nobody listens', async () => {
  await using flotiq = await openStandIn({ webhook: { url: 'http://127.0.0.1:1/' } });
  expect((await flotiq.writer.post(tags, { name: 'New' })).status).toBe(200);
});
