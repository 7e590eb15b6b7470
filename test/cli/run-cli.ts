import { tmpdir } from 'node:os';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

export interface CliResult {
  code: number;
  out: string;
  err: string;
}

/** Runs a command line in this process, in a working folder without `.env` unless one is named. */
export async function runCli(
  args: string[],
  env: Record<string, string> = {},
  folder = tmpdir(),
): Promise<CliResult> {
  const lines = { out: [] as string[], err: [] as string[] };
  const spies = [
    vi
      .spyOn(console, 'log')
      .mockImplementation((line: unknown) => void lines.out.push(String(line))),
    vi
      .spyOn(console, 'error')
      .mockImplementation((line: unknown) => void lines.err.push(String(line))),
    vi.spyOn(process, 'cwd').mockReturnValue(folder),
  ];
  try {
    const code = await main(args, env);
    return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
