import { parseArgs } from 'node:util';
import { GatewayError } from '../errors.ts';
import type { Grant } from '../identity/grants.ts';
import type { ProfileChange } from '../identity/keyring/edit-profiles.ts';
import { isDate, isProfileName } from '../identity/keyring/stored-profile.ts';
import type { Source } from '../source.ts';
import { sayParseFault } from './parse-fault.ts';

export interface KeyringArguments {
  readonly command: string | undefined;
  readonly names: readonly string[];
  readonly options: ReturnType<typeof parse>['values'];
}

export const keyringUsage = `trefoil keyring: the gateway's own credentials, sealed in a file, and who may use them

  add PROFILE            make a profile, or add to one; asks for credentials, shows a new access key
      --read SOURCE      grant reading (repeatable), --write SOURCE, --manage SOURCE likewise
      --field SOURCE:FIELD   only these root fields (repeatable)
      --claim NAME=VALUE     a JWT with this claim is this profile (repeatable)
      --rate N           operations per second
      --expires WHEN     a date, or a span such as 90d, 12h, 30m
      --no-key           make no access key
  list                   profiles, grants and access keys; no secrets
  rotate PROFILE         a new access key; the old ones end now, or after --grace 1h
  rotate PROFILE --credentials   ask for the profile's credentials anew; access keys stay
  rotate --master        seal again with TREFOIL_MASTER_KEY (the old one in TREFOIL_MASTER_KEY_PREVIOUS)
  revoke PROFILE [KEY]   one access key, or all of them; --remove forgets the whole profile
  import-env [PROFILE]   take the credentials in the environment into a profile ("imported"), to
                         read with; --write SOURCE grants more

The profile "anonymous" is for callers who present nothing. Credentials are asked for without echo,
or read from a pipe as one "header: secret" a line. The file is TREFOIL_KEYRING (.trefoil/keyring.json).

Examples:
  TREFOIL_MASTER_KEY=… trefoil keyring add frontend --read SOURCE --rate 20
  TREFOIL_MASTER_KEY_FILE=/run/secrets/master trefoil keyring rotate frontend --grace 1h
`;

function parse(args: string[]) {
  const many = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      read: many,
      write: many,
      manage: many,
      field: many,
      claim: many,
      rate: { type: 'string' },
      expires: { type: 'string' },
      grace: { type: 'string' },
      'no-key': flag,
      credentials: flag,
      master: flag,
      remove: flag,
      help: { type: 'boolean', short: 'h' },
    },
  });
}

export function readKeyringArguments(args: string[]): KeyringArguments {
  const { values, positionals } = parseOrRefuse(args);
  const [command, ...names] = positionals;
  const verb = Object.hasOwn(verbs, command ?? '')
    ? verbs[command as keyof typeof verbs]
    : undefined;
  if (verb && !values.help) {
    for (const option of Object.keys(values)) {
      if (!verb.options.includes(option)) throw wrong(`${command} takes no --${option}`);
    }
    const surplus = names[verb.takes];
    if (surplus !== undefined) throw wrong(`"${surplus}" is not expected after ${command}`);
  }
  for (const name of names.slice(0, 1)) {
    if (!isProfileName(name)) throw wrong(`"${name}" is not a name for a profile`);
  }
  return { command, names, options: values };
}

function parseOrRefuse(args: string[]): ReturnType<typeof parse> {
  try {
    return parse(args);
  } catch (error) {
    throw wrong(`${sayParseFault(error)}; trefoil keyring --help lists the options`);
  }
}

const profileOptions = ['read', 'write', 'manage', 'field', 'claim', 'rate', 'expires', 'no-key'];

/** What each verb heeds. Whoever gives it more means something that would not happen. */
const verbs = {
  add: { takes: 1, options: profileOptions },
  list: { takes: 0, options: [] as string[] },
  rotate: { takes: 1, options: ['grace', 'credentials', 'master'] },
  revoke: { takes: 2, options: ['remove'] },
  'import-env': { takes: 1, options: profileOptions },
};

/** The sources that the options name, and what they change of a profile. */
export function readProfileChange(
  { options }: KeyringArguments,
  sources: readonly Source[],
  nowMs: number,
): { change: ProfileChange; named: readonly Source[] } {
  const { read = [], write = [], manage = [], field = [], claim = [], rate, expires } = options;
  const fields = field.map((text) => splitPair(text, ':', '--field takes SOURCE:FIELD'));
  const names = new Set([...read, ...write, ...manage, ...fields.map(([name]) => name)]);
  const named = [...names].map((name) => requireSource(sources, name));
  const grants: Record<string, Grant> = {};
  for (const { name } of named) {
    const isGranted = [read, write, manage].some((granted) => granted.includes(name));
    // A grant takes the place of the one before: fields alone would leave nothing of it.
    if (!isGranted) throw wrong(`--field ${name}:… goes with --read, --write or --manage ${name}`);
    const rootFields = fields.filter(([source]) => source === name).map(([, only]) => only);
    grants[name] = {
      read: read.includes(name) || write.includes(name),
      write: write.includes(name),
      ...(manage.includes(name) && { manage: true }),
      ...(rootFields.length > 0 && { rootFields }),
    };
  }
  const claims = claim.map((text) => splitPair(text, '=', '--claim takes NAME=VALUE'));
  const requestsPerSecond = rate === undefined ? undefined : Number(rate);
  if (requestsPerSecond !== undefined && !(requestsPerSecond > 0)) {
    throw wrong('--rate takes a number above 0');
  }
  const change: ProfileChange = {
    grants,
    ...(claims.length > 0 && { claims: Object.fromEntries(claims) }),
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(expires !== undefined && { expiresAt: readWhen(expires, nowMs) }),
  };
  return { change, named };
}

const spanMs: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

/** A date, or a span from now; as ISO text. */
export function readWhen(text: string, nowMs: number): string {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) {
    return new Date(nowMs + Number(amount) * spanMs[unit]!).toISOString();
  }
  if (!isDate(text)) throw wrong(`"${text}" is neither a date nor a span such as 90d, 12h, 30m`);
  return new Date(text).toISOString();
}

function splitPair(text: string, separator: string, usage: string): [string, string] {
  const at = text.indexOf(separator);
  if (at < 1 || at === text.length - 1) throw wrong(usage);
  return [text.slice(0, at), text.slice(at + 1)];
}

function requireSource(sources: readonly Source[], name: string): Source {
  const source = sources.find((candidate) => candidate.name === name);
  if (source) return source;
  throw wrong(`there is no source "${name}"; there are ${sources.map((s) => s.name).join(', ')}`);
}

export const wrong = (detail: string) => new GatewayError('BAD_USER_INPUT', { detail });
