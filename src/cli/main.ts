import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GatewayError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import type { Command, CommandCall } from './command.ts';
import { commands } from './commands.ts';
import { readEnvFile } from './env-file.ts';
import { sayParseFault } from './parse-fault.ts';

const usage = () => `trefoil: one GraphQL endpoint over your sources

Usage: trefoil <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

trefoil <command> --help tells more of a command, with examples; trefoil --version tells which this is.
Settings are environment variables or lines of .env in the working folder; .env.example has all of them.`;

/** Runs a command line. Answers with the exit code: 0 well, 1 failed, 2 not understood. */
export async function main(args: string[], processEnv: NodeJS.ProcessEnv): Promise<number> {
  const [name = '', ...rest] = args;
  if (['', '--help', '-h', 'help'].includes(name)) {
    console.log(usage());
    return name === '' ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
    console.log((JSON.parse(text) as { version: string }).version);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    console.error(`trefoil: there is no command "${name}"; trefoil --help lists them`);
    return 2;
  }
  const call = readCall(name, command, rest);
  if (!call) return 2;
  if (call.flags.has('help')) {
    console.log(command.help);
    return 0;
  }
  try {
    const env = {
      ...readEnvFile(join(process.cwd(), '.env')),
      ...processEnv,
      ...settingsOf(command, call),
    };
    // Whatever the working folder is, the graph is the package's own unless another is named.
    env['TREFOIL_ARTIFACTS'] ||= join(packageRoot, '.trefoil');
    env['TREFOIL_MESHRC'] ||= join(packageRoot, '.meshrc.yaml');
    return await command.run({ ...call, env });
  } catch (error) {
    return report(error);
  }
}

function readCall(name: string, command: Command, args: string[]): CommandCall | undefined {
  const refuse = (says: string) =>
    void console.error(`trefoil ${name}: ${says}; trefoil ${name} --help lists the options`);
  const none = { values: {}, flags: new Set<string>(), positionals: [], args, env: {} };
  if (!command.options) return none;
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    const { values, positionals } = parseArgs({
      args,
      options: { ...command.options, help },
      allowPositionals: true,
    });
    const entries: [string, string | boolean | undefined][] = Object.entries(values);
    const flags = new Set(entries.flatMap(([option, value]) => (value === true ? [option] : [])));
    if (positionals.length > (command.takes ?? 0) && !flags.has('help')) {
      return refuse(`"${positionals[command.takes ?? 0]}" is not expected`);
    }
    const texts = entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return { ...none, values: Object.fromEntries(texts), flags, positionals };
  } catch (error) {
    return refuse(sayParseFault(error));
  }
}

function settingsOf({ options = {} }: Command, { values }: CommandCall): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const setting = options[name]?.setting;
      return setting && value !== undefined ? [[setting, value]] : [];
    }),
  );
}

/** What a person can mend is said in plain lines; a bug keeps its stack. */
function report(error: unknown): number {
  const isKnown = error instanceof GatewayError;
  if (!isKnown && !isFileFault(error)) {
    console.error(error);
    return 1;
  }
  for (const line of error.message.split('\n')) console.error(`trefoil: ${line}`);
  return isKnown && error.code === 'BAD_USER_INPUT' ? 2 : 1;
}

/** The system refuses a file or a folder. */
function isFileFault(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
