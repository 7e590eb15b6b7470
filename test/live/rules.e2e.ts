import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createKeyring } from './keyring.ts';
import { createLiveGateway, siteId, type LiveGateway } from './live-gateway.ts';

const secret = 'secret';

const RULES = `rules:
  - name: publish
    on: flotiq.blogpost.publish
    do: fleek.triggerDeploy
    with: { siteId: ${siteId} }
    as: ci
    debounce: 30s
`;

interface Line {
  event?: string;
  rule?: string;
  outcome?: string;
  code?: string;
}

/** A gateway with the one automation that everybody writes by hand. */
async function createRuled(grant = { read: false, write: true, rootFields: ['triggerDeploy'] }) {
  const keyring = await createKeyring({ grants: { fleek: grant } });
  const file = join(keyring.folder, 'trefoil.rules.yaml');
  await writeFile(file, RULES);
  const lines: Line[] = [];
  const logStream = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const gateway = await createLiveGateway({
    env: {
      ...keyring.env,
      TREFOIL_RULES: file,
      FLOTIQ_WEBHOOK_SECRET: secret,
      TREFOIL_LOG_LEVEL: 'info',
    },
    deps: { logStream },
  });
  return {
    gateway,
    ran: () => lines.filter(({ event }) => event === 'rule'),
    deploys: () => gateway.fleek.calls.filter(({ body }) => body.includes('triggerDeploy')).length,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await keyring[Symbol.asyncDispose]();
    },
  };
}

async function publish({ url }: LiveGateway, id: string, status = 'public'): Promise<void> {
  const answer = await fetch(`${url}/webhooks/flotiq`, {
    method: 'POST',
    headers: { 'x-trefoil-webhook-secret': secret },
    body: JSON.stringify({
      action: 'WorkflowTransition',
      contentTypeName: 'blogpost',
      payload: { id, internal: { status } },
    }),
  });
  expect(answer.status).toBe(202);
}

/** Moves on until the rule's line is in the log. */
async function untilRan(gateway: LiveGateway, ran: () => Line[]): Promise<void> {
  while (ran().length === 0) {
    await gateway.time.pass(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('deploys once when several posts are published, with the profile that the rule names', async () => {
  await using ruled = await createRuled();
  const { gateway, ran, deploys } = ruled;
  for (const id of ['blogpost-1', 'blogpost-2', 'blogpost-3']) {
    await publish(gateway, id);
    await gateway.time.pass(5000);
  }
  await publish(gateway, 'blogpost-4', 'draft');
  expect(deploys()).toBe(0);
  await untilRan(gateway, ran);
  expect(ran()).toEqual([
    expect.objectContaining({ rule: 'publish', does: 'fleek.triggerDeploy', outcome: 'done' }),
  ]);
  expect(deploys()).toBe(1);
});

it('logs a rule that its profile does not allow, and asks nobody', async () => {
  await using ruled = await createRuled({
    read: true,
    write: false,
    rootFields: ['triggerDeploy'],
  });
  await publish(ruled.gateway, 'blogpost-1');
  await untilRan(ruled.gateway, ruled.ran);
  expect(ruled.ran()).toEqual([
    expect.objectContaining({ outcome: 'failed', code: 'FORBIDDEN_BY_GRANT' }),
  ]);
  expect(ruled.deploys()).toBe(0);
});

it('tries again when the source says to come back, and not when it may have worked', async () => {
  await using limited = await createRuled();
  limited.gateway.fleek.faults.add({
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '1' },
  });
  await publish(limited.gateway, 'blogpost-1');
  await untilRan(limited.gateway, limited.ran);
  expect(limited.ran()).toEqual([expect.objectContaining({ outcome: 'done' })]);
  expect(limited.deploys()).toBe(2);

  await using reset = await createRuled();
  reset.gateway.fleek.faults.add({ kind: 'reset' });
  await publish(reset.gateway, 'blogpost-1');
  await untilRan(reset.gateway, reset.ran);
  expect(reset.ran()).toEqual([expect.objectContaining({ outcome: 'failed' })]);
  expect(reset.deploys()).toBe(1);
});

it('runs what is pending before the gateway goes down', async () => {
  const ruled = await createRuled();
  await publish(ruled.gateway, 'blogpost-1');
  await ruled[Symbol.asyncDispose]();
  expect(ruled.ran()).toEqual([expect.objectContaining({ outcome: 'done' })]);
});
