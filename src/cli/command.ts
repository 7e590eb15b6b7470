/** One verb of the command line. */
export interface Command {
  summary: string;
  /** With its options and examples. */
  help: string;
  /** Without it the command reads `args` by itself, `--help` too. */
  options?: Readonly<Record<string, CommandOption>>;
  /** How many arguments it takes besides options. @default 0 */
  takes?: number;
  /** Answers with the exit code: 0 well, 1 failed, 2 not understood. */
  run(call: CommandCall): Promise<number>;
}

export interface CommandOption {
  type: 'string' | 'boolean';
  short?: string;
  /** The variable that says the same; what the option says is put there. */
  setting?: string;
}

export interface CommandCall {
  /** Options with a value. */
  values: Readonly<Record<string, string | undefined>>;
  /** Options without one. */
  flags: ReadonlySet<string>;
  positionals: readonly string[];
  /** All that followed the command's name, unread. */
  args: readonly string[];
  /** `.env`, the environment and the options that stand for settings: the last one counts. */
  env: NodeJS.ProcessEnv;
}
