import type { ParseArgsConfig } from 'node:util';

/** One verb of the command line. */
export interface Command {
  summary: string;
  /** With examples. */
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Answers with the exit code. */
  run(call: CommandCall): Promise<number>;
}

export interface CommandCall {
  values: Record<string, string | undefined>;
  positionals: string[];
  env: NodeJS.ProcessEnv;
}
