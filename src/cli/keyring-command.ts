import { sources } from '../../sources/index.ts';
import type { Command } from './command.ts';
import { keyringUsage } from './keyring-arguments.ts';
import { runKeyring } from './keyring.ts';

export const keyring: Command = {
  summary: 'keep credentials sealed, and say who may use them',
  help: keyringUsage,
  run: ({ args, env }) =>
    runKeyring([...args], {
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env,
      sources,
    }),
};
