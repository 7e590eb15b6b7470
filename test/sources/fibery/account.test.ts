import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { sandboxCookie, sandboxToken } from '../../../sources/fibery/stand-in.ts';
import { openSpace } from './open-space.ts';

interface Token {
  id: string;
  value?: string;
}

const list = async (answer: Promise<Response>) => (await (await answer).json()) as Token[];
const create = async (answer: Promise<Response>) => (await (await answer).json()) as Token;

describe('tokens', () => {
  it('are created with a value, listed without, work, and stop when deleted', async () => {
    await using space = await openSpace();
    const { id, value = '' } = await create(space.account('POST'));
    expect(value).toMatch(/^[\da-f]{8}\.[\da-f]{35}$/);
    const listed = await list(space.account('GET'));
    expect(listed.map((token) => token.id)).toContain(id);
    expect(JSON.stringify(listed)).not.toContain(value);

    expect((await space.post('{me{email}}', {}, value)).status).toBe(200);
    const { status } = await space.account('DELETE', `/${id}`);
    expect(status).toBe(204);
    expect((await space.post('{me{email}}', {}, value)).status).toBe(401);
    expect((await space.account('DELETE', `/${id}`)).status).toBe(404);
  });

  it('are three for a user at most', async () => {
    await using space = await openSpace();
    await space.account('POST');
    await space.account('POST');
    const fourth = await space.account('POST');
    expect([fourth.status, await fourth.json()]).toEqual([
      400,
      { message: 'A user can have at most 3 tokens' },
    ]);
    expect(await list(space.account('GET'))).toHaveLength(3);
  });

  it('are managed by the cookie of a signed-in browser too', async () => {
    await using space = await openSpace();
    const cookie = `theme=dark; ${sandboxCookie}`;
    const { value } = await create(space.account('POST', '', { cookie }));
    expect((await space.post('{me{email}}', {}, value)).status).toBe(200);
    expect((await space.account('GET', '', { cookie: 'fibery.session=other' })).status).toBe(401);
  });

  it('are as they were after a reset', async () => {
    await using space = await openSpace();
    const { value } = await create(space.account('POST'));
    await space.ask('mutation { tasks(name: { isNull: false }) { delete { message } } }');
    space.standIn.reset();
    expect((await space.post('{me{email}}', {}, value)).status).toBe(401);
    expect((await space.ask('{ findTasks { id } }')).data.findTasks).toHaveLength(12);
  });
});

describe('limits', () => {
  it('refuse the fourth request of a token within a second, in plain text', async () => {
    await using space = await openSpace({ enforceLimits: true });
    const statusOf = async () => (await space.post('{me{email}}')).status;
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 200]);
    const refused = await space.post('{me{email}}');
    expect([refused.status, refused.headers.get('content-type'), await refused.text()]).toEqual([
      429,
      'text/plain; charset=utf-8',
      'Too Many Requests',
    ]);
    space.advance(999);
    expect(await statusOf()).toBe(429);
    space.advance(1);
    expect(await statusOf()).toBe(200);
  });

  it('refuse the eighth request of the workspace, whoever sends it', async () => {
    await using space = await openSpace({ enforceLimits: true, acceptAnyCredential: true });
    const statuses: number[] = [];
    for (const token of ['tokenaaa.a', 'tokenbbb.b', 'tokenccc.c']) {
      for (let sent = 0; sent < 3; sent += 1) {
        statuses.push((await space.post('{me{email}}', {}, token)).status);
      }
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it('do not count what has no valid credential', async () => {
    await using space = await openSpace({ enforceLimits: true });
    for (let sent = 0; sent < 8; sent += 1) {
      expect((await space.post('{me{email}}', {}, 'wrong')).status).toBe(401);
    }
    expect((await space.post('{me{email}}')).status).toBe(200);
  });
});

describe('with any credential', () => {
  const markerOf = (token: string) =>
    `${createHash('sha256').update(token).digest('hex').slice(0, 12)}@seen.example`;

  it('each token has data of its own, and every entity names the token', async () => {
    await using space = await openSpace({ acceptAnyCredential: true });
    const [ada, bob] = ['adaadaad.a1', 'bobbobbo.b2'] as const;
    await space.ask('mutation { tasks { create(name: "Only for Ada") { message } } }', {}, ada);

    for (const [token, count] of [
      [ada, 13],
      [bob, 12],
    ] as const) {
      const { data } = await space.ask(
        '{ me { email } findTasks { createdBy { email } project { createdBy { email } } } findPeople { createdBy { email } } }',
        {},
        token,
      );
      expect(data.findTasks).toHaveLength(count);
      const seen = new Set(JSON.stringify(data).match(/[\w-]+@[\w.]+/g));
      expect([...seen]).toEqual([markerOf(token)]);
    }
  });

  it('a token that is not well-formed stays out, and so does a deleted one', async () => {
    await using space = await openSpace({ acceptAnyCredential: true });
    expect((await space.post('{me{email}}', {}, 'nonsense')).status).toBe(401);
    const headers = { authorization: 'Token adaadaad.a1' };
    const [own] = await list(space.account('GET', '', headers));
    await space.account('DELETE', `/${own?.id}`, headers);
    expect((await space.post('{me{email}}', {}, 'adaadaad.a1')).status).toBe(401);
  });

  it('knows the sandbox token as well', async () => {
    await using space = await openSpace({ acceptAnyCredential: true });
    const { data } = await space.ask('{ me { email } }');
    expect(data.me.email).toBe(markerOf(sandboxToken));
  });
});

describe('webhooks', () => {
  it('report what a mutation changed, under original names, and nothing for a query', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const next = async () => {
      const [incoming, outgoing] = await once(server, 'request');
      const body = JSON.parse(await text(incoming as IncomingMessage));
      outgoing.end();
      return { headers: (incoming as IncomingMessage).headers, body };
    };
    const url = `http://127.0.0.1:${port}/hook`;
    try {
      await using space = await openSpace({ webhook: { url, headers: { 'x-secret': 'sandbox' } } });
      const first = next();
      const { data } = await space.ask(
        'mutation { tasks { create(name: "Hook") { entities { id } } } }',
      );
      const { id } = data.tasks.create.entities[0];
      const created = await first;
      expect(created.headers['x-secret']).toBe('sandbox');
      expect(created.body).toMatchObject({
        sequenceId: 1,
        authorId: expect.any(String),
        creationDate: '2026-04-20T00:00:00.000Z',
        effects: [
          {
            effect: 'fibery.entity/create',
            id,
            type: 'Delivery/Task',
            values: { 'fibery/id': id, 'Delivery/Name': 'Hook' },
          },
        ],
      });

      await space.ask('{ findTasks { id } }');
      const second = next();
      await space.ask(
        'mutation ($id: ID) { tasks(id: { is: $id }) { update(name: "Hooked") { message } delete { message } } }',
        { id },
      );
      const { body } = await second;
      expect(body.sequenceId).toBe(2);
      expect(body.effects).toMatchObject([
        {
          effect: 'fibery.entity/update',
          values: { 'Delivery/Name': 'Hooked' },
          valuesBefore: { 'Delivery/Name': 'Hook' },
        },
        { effect: 'fibery.entity/delete', id, valuesBefore: { 'Delivery/Name': 'Hooked' } },
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('do not trouble the caller when nobody listens', async () => {
    await using space = await openSpace({ webhook: { url: 'http://127.0.0.1:1/' } });
    const { data } = await space.ask('mutation { tasks { create(name: "Alone") { message } } }');
    expect(data.tasks.create.message).toBe('Create: 1 Task added');
  });
});
