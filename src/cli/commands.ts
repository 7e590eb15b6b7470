import type { Command } from './command.ts';
import { compose } from './compose.ts';
import { deploy } from './deploy.ts';
import { dev } from './dev.ts';
import { doctor } from './doctor.ts';
import { documents } from './documents.ts';
import { explain } from './explain.ts';
import { keyring } from './keyring-command.ts';
import { schema } from './schema.ts';
import { start } from './start.ts';
import { sync } from './sync.ts';

/** In the order in which help lists them. */
export const commands: Readonly<Record<string, Command>> = {
  start,
  dev,
  compose,
  sync,
  doctor,
  deploy,
  keyring,
  documents,
  explain,
  schema,
};
