import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const module = pathToFileURL('scripts/end-with-npm.mjs').href;
const job = `
  import { endWithNpm } from ${JSON.stringify(module)};
  endWithNpm();
  let told = 0;
  process.on('SIGTERM', () => {
    told += 1;
    if (told === 1) setTimeout(() => { console.log('told', told); process.exit(); }, 600);
  });
  setInterval(() => {}, 1000);
  console.log('runs');
`;

it('ends a script when the shell that npm put before it ends, and tells it once', async () => {
  const script = '"$NODE" --input-type=module --eval "$JOB"; :';
  const shell = spawn('sh', ['-c', script], {
    env: { ...process.env, NODE: process.execPath, JOB: job, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = (await once(shell.stdout, 'data')) as [Buffer];
  expect(String(first)).toBe('runs\n');
  const rest = text(shell.stdout);
  shell.kill('SIGTERM');
  expect(await rest).toBe('told 1\n');
});
