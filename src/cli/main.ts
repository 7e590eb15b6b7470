import { parseArgs } from 'node:util';
import { GatewayError } from '../errors.ts';
import { compose } from './compose.ts';
import type { Command } from './command.ts';
import { start } from './start.ts';

const commands: Record<string, Command> = { start, compose };

const usage = () => `trefoil: one GraphQL endpoint over your sources

Usage: trefoil <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

trefoil <command> --help tells more of a command.`;

/** Runs a command line. Answers with the exit code: 0 well, 1 failed, 2 not understood. */
export async function main(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    console.log(usage());
    return name === '' ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    console.error(`trefoil: there is no command "${name}"; trefoil --help lists them`);
    return 2;
  }
  const parsed = parseOptions(name, command, rest);
  if (!parsed) return 2;
  if (parsed.values['help']) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run({
      values: parsed.values as Record<string, string>,
      positionals: parsed.positionals,
      env,
    });
  } catch (error) {
    return report(error);
  }
}

function parseOptions(name: string, { options }: Command, args: string[]) {
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    return parseArgs({ args, options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    console.error(
      `trefoil ${name}: ${(error as Error).message}; trefoil ${name} --help lists the options`,
    );
    return undefined;
  }
}

/** What a person can mend is said in plain lines; a bug keeps its stack. */
function report(error: unknown): number {
  if (error instanceof GatewayError) {
    for (const line of error.message.split('\n')) console.error(`trefoil: ${line}`);
  } else console.error(error);
  return 1;
}
