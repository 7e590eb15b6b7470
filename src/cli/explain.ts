import { readFile } from 'node:fs/promises';
import { sources } from '../../sources/index.ts';
import { readArtifacts } from '../artifacts.ts';
import { GatewayError } from '../errors.ts';
import { createExplainer } from '../explainer.ts';
import { printPlan } from '../plan/print-plan.ts';
import type { Command } from './command.ts';

export const explain: Command = {
  summary: 'show what an operation asks of whom',
  help: `Usage: trefoil explain FILE [--operation NAME]

Compiles the operation in FILE ("-" is standard input) and prints its plan as a tree: which source is
asked for what, what is sent, and what has to be known first. Nothing is asked. What a number stands
before starts together; below it is what needs its answer.

Options:
  --operation NAME  which operation, when FILE has several
  --artifacts DIR   folder of the composed graph (TREFOIL_ARTIFACTS, .trefoil)

Examples:
  trefoil explain dashboard.graphql
  echo '{ __typename }' | trefoil explain -`,
  takes: 1,
  options: {
    operation: { type: 'string' },
    artifacts: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
  },
  async run({ values, positionals: [file], env }) {
    if (!file)
      throw new GatewayError('BAD_USER_INPUT', { detail: 'name a file with an operation, or -' });
    const text =
      file === '-' ? await readAll() : await readFile(file, 'utf8').catch(unreadable(file));
    const artifacts = await readArtifacts(env['TREFOIL_ARTIFACTS'] ?? '.trefoil');
    console.log(printPlan(createExplainer(artifacts, sources)(text, values['operation'])));
    return 0;
  },
};

async function readAll(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const unreadable = (file: string) => (cause: unknown) => {
  throw new GatewayError('BAD_USER_INPUT', { detail: `cannot read ${file}`, cause });
};
