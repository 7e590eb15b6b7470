import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** In a process of its own: the tests' NODE_ENV would make it a development build. */
export async function buildDashboard(outDir: string): Promise<void> {
  const args = ['build', 'examples/dashboard', '--outDir', outDir, '--emptyOutDir'];
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', ...args], { env });
}
