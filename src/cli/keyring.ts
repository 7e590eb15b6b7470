import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { GatewayError } from '../errors.ts';
import {
  addAccessKey,
  describeGrant,
  endAccessKeys,
  mergeProfile,
  removeProfile,
  requireProfile,
  revokeAccessKeys,
} from '../identity/keyring/edit-profiles.ts';
import type { ProfileChange } from '../identity/keyring/edit-profiles.ts';
import { readKeyringFile, updateKeyringFile } from '../identity/keyring/keyring-file.ts';
import type { KeyringFile } from '../identity/keyring/keyring-file.ts';
import { keyringPath } from '../identity/keyring/keyring-path.ts';
import { readMasterKeys } from '../identity/keyring/master-key.ts';
import { anonymousName } from '../identity/keyring/stored-profile.ts';
import type { StoredAccessKey, StoredProfile } from '../identity/keyring/stored-profile.ts';
import type { Environment } from '../environment.ts';
import { readServerCredentials } from '../identity/server-credentials.ts';
import type { Source } from '../source.ts';
import {
  keyringUsage,
  readKeyringArguments,
  readProfileChange,
  readWhen,
  wrong,
} from './keyring-arguments.ts';
import type { KeyringArguments } from './keyring-arguments.ts';
import { readSecrets } from './read-secrets.ts';
import type { Terminal } from './read-secrets.ts';

export interface KeyringIo extends Terminal {
  readonly stdout: NodeJS.WritableStream;
  readonly env: Environment;
  readonly sources: readonly Source[];
}

interface Task extends KeyringIo {
  readonly file: KeyringFile;
  readonly args: KeyringArguments;
  readonly nowMs: number;
}

const commands: Readonly<Record<string, (task: Task) => Promise<void>>> = {
  add,
  list,
  rotate,
  revoke,
  'import-env': importEnvironment,
};

/** Answers the exit code: 0, 1 when it failed, 2 when it was asked in a wrong way. */
export async function runKeyring(args: string[], io: KeyringIo): Promise<number> {
  try {
    const read = readKeyringArguments(args);
    if (read.options.help || read.command === 'help') {
      io.stdout.write(keyringUsage);
      return 0;
    }
    const run = Object.hasOwn(commands, read.command ?? '') ? commands[read.command!] : undefined;
    if (!run) throw wrong(`add, list, rotate, revoke or import-env is expected\n\n${keyringUsage}`);
    const masterKeys = await readMasterKeys(io.env);
    if (masterKeys.length === 0) {
      throw new GatewayError('CONFIG_INVALID', {
        detail:
          'set TREFOIL_MASTER_KEY or TREFOIL_MASTER_KEY_FILE; "openssl rand -base64 32" makes a key',
      });
    }
    const file = { path: keyringPath(io.env), masterKeys, sources: io.sources };
    await run({ ...io, file, args: read, nowMs: Date.now() });
    return 0;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    io.stderr.write(`trefoil: ${error.message}\n`);
    return error.code === 'BAD_USER_INPUT' ? 2 : 1;
  }
}

async function add(task: Task): Promise<void> {
  const name = profileName(task);
  const { change, named } = readProfileChange(task.args, task.sources, task.nowMs);
  const credentials = await readSecrets(task, named);
  await saveProfile(task, name, { ...change, credentials });
}

async function importEnvironment(task: Task): Promise<void> {
  const [name = 'imported'] = task.args.names;
  const server = await readServerCredentials(task.env, task.sources);
  if (server.variables.length === 0) {
    throw wrong('the environment holds no credential that a source takes');
  }
  const { change } = readProfileChange(task.args, task.sources, task.nowMs);
  const credentials: Record<string, string> = {};
  const grants: ProfileChange['grants'] = {};
  for (const source of task.sources) {
    for (const { header } of source.credentials) {
      const secret = server.secretOf(header);
      if (secret === undefined) continue;
      credentials[header] = secret;
      grants[source.name] = { read: true, write: false };
    }
  }
  await saveProfile(task, name, {
    ...change,
    credentials,
    grants: { ...grants, ...change.grants },
  });
  task.stderr.write(`Taken from ${server.variables.join(', ')}; they can leave the environment.\n`);
}

async function saveProfile(task: Task, name: string, change: ProfileChange): Promise<void> {
  const needsKey = name !== anonymousName && !task.args.options['no-key'];
  let shown: { accessKey: string; id: string } | undefined;
  const isNew = !existsSync(task.file.path);
  await updateKeyringFile(task.file, (before) => {
    const keyring = mergeProfile(before, name, change);
    // A profile that is added to keeps its keys; a new one is of no use without.
    const hasKey = requireProfile(keyring, name).accessKeys.length > 0;
    if (!needsKey || hasKey) return keyring;
    shown = addAccessKey(keyring, name, { createdAt: isoNow(task) });
    return (shown as ReturnType<typeof addAccessKey>).keyring;
  });
  task.stderr.write(`The profile "${name}" is saved.\n`);
  if (isNew) {
    const file = resolve(task.file.path);
    task.stderr.write(`The keyring is ${file}; gateways know of it once they are started again.\n`);
  }
  if (shown) showAccessKey(task, shown);
}

async function rotate(task: Task): Promise<void> {
  const { options } = task.args;
  if (options.master) {
    await updateKeyringFile(task.file, (keyring) => keyring);
    task.stderr.write('The keyring is sealed with TREFOIL_MASTER_KEY.\n');
    return;
  }
  const name = profileName(task);
  if (options.credentials) return rotateCredentials(task, name);
  if (name === anonymousName) throw wrong('the anonymous profile has no access keys');
  const endsAt = options.grace ? readWhen(options.grace, task.nowMs) : isoNow(task);
  let shown!: ReturnType<typeof addAccessKey>;
  await updateKeyringFile(task.file, (before) => {
    const ended = endAccessKeys(before, name, endsAt);
    shown = addAccessKey(ended, name, { createdAt: isoNow(task) });
    return shown.keyring;
  });
  task.stderr.write(`The other access keys of "${name}" end at ${endsAt}.\n`);
  showAccessKey(task, shown);
}

async function rotateCredentials(task: Task, name: string): Promise<void> {
  const held = requireProfile(await readKeyringFile(task.file), name).credentials;
  const sources = task.sources
    .map((source) => ({
      ...source,
      credentials: source.credentials.filter(({ header }) => Object.hasOwn(held, header)),
    }))
    .filter(({ credentials }) => credentials.length > 0);
  const credentials = await readSecrets(task, sources);
  const headers = Object.keys(credentials);
  if (headers.length === 0) throw wrong('no credential was given; nothing was changed');
  await updateKeyringFile(task.file, (keyring) => {
    requireProfile(keyring, name);
    return mergeProfile(keyring, name, { credentials });
  });
  task.stderr.write(`The profile "${name}" has new credentials for ${headers.join(', ')}.\n`);
}

async function revoke(task: Task): Promise<void> {
  const name = profileName(task);
  const [, id] = task.args.names;
  if (name === anonymousName && !task.args.options.remove) {
    throw wrong('the anonymous profile has no access keys; --remove forgets the profile');
  }
  await updateKeyringFile(task.file, (keyring) =>
    task.args.options.remove
      ? removeProfile(keyring, name)
      : revokeAccessKeys(keyring, name, { id, at: isoNow(task) }),
  );
  const what = task.args.options.remove ? 'is forgotten' : `has lost ${id ?? 'all access keys'}`;
  task.stderr.write(`The profile "${name}" ${what}; running gateways notice within a second.\n`);
}

async function list(task: Task): Promise<void> {
  const { profiles } = await readKeyringFile(task.file);
  task.stdout.write(profiles.length === 0 ? 'no profiles\n' : profiles.map(describe).join('\n'));
}

function describe(profile: StoredProfile): string {
  const { name, credentials, grants, accessKeys, claims, expiresAt, requestsPerSecond } = profile;
  const claimed = claims && Object.entries(claims).map(([claim, value]) => `${claim}=${value}`);
  const lines = [
    ...Object.entries(grants).map(([source, grant]) => `${source}: ${describeGrant(grant)}`),
    `credentials: ${Object.keys(credentials).join(', ') || 'none'}`,
    ...(claimed ? [`claims: ${claimed.join(', ')}`] : []),
    ...(expiresAt === undefined ? [] : [`expires ${expiresAt}`]),
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} operations per second`]),
    ...accessKeys.map(describeAccessKey),
  ];
  return `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function describeAccessKey({ id, createdAt, expiresAt, revokedAt }: StoredAccessKey): string {
  const end = expiresAt === undefined ? '' : `, ends ${expiresAt}`;
  return `access key ${id}: made ${createdAt}${revokedAt ? `, revoked ${revokedAt}` : end}`;
}

function showAccessKey({ stdout, stderr }: Task, key: { accessKey: string; id: string }): void {
  stderr.write(`Access key ${key.id}, shown this once:\n`);
  // Alone on the output, so that it can be piped to where secrets are kept.
  stdout.write(`${key.accessKey}\n`);
}

function profileName({ args }: Task): string {
  const [name] = args.names;
  if (name === undefined) throw wrong(`${args.command} takes the name of a profile`);
  return name;
}

const isoNow = ({ nowMs }: Task): string => new Date(nowMs).toISOString();
