import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { settings } from '../../src/settings.ts';
import { createTestGateway } from '../test-gateway.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(name, 'utf8') }));

/** Fenced blocks of a language, with where they stand. */
function blocks(language: string) {
  return pages.flatMap(({ name, text }) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
      (match) => ({
        where: `${name}:${text.slice(0, match.index).split('\n').length}`,
        code: match[1]!,
      }),
    ),
  );
}

const queries = blocks('graphql').filter(({ code }) =>
  parse(code).definitions.every(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === 'query',
  ),
);

describe('a query in the docs', () => {
  it.each(queries)('answers: $where', async ({ code }) => {
    await using gateway = await createTestGateway();
    const { data, errors } = await gateway.ask(code);
    expect(errors).toBeUndefined();
    expect(Object.values(data).every((value) => value !== null)).toBe(true);
  });
});

describe('a link in the docs', () => {
  it.each(pages)('leads somewhere: $name', ({ name, text }) => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    const missing = targets.filter((target) => !existsSync(normalize(join(dirname(name), target))));
    expect(missing).toEqual([]);
  });
});

describe('a command in the docs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = blocks('sh').flatMap(({ where, code }) =>
    code
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ where, line })),
  );

  it.each(commands)('exists: $line', ({ line }) => {
    const script = /\bnpm (?:run )?(\S+)/.exec(line)?.[1];
    if (script) expect([...Object.keys(scripts), 'install', 'ci', 'prune']).toContain(script);
    const command = /\btrefoil (\w+)/.exec(line)?.[1];
    if (command) expect(readFileSync('src/cli/commands.ts', 'utf8')).toContain(command);
  });
});

it('the docs name no variable that is not read', () => {
  const ofSources = sources.flatMap(({ name, credentials, account }) => [
    ...credentials.flatMap(({ env }) => [env, `${env}_FILE`]),
    ...(account?.variables ?? []),
    ...[
      'ENDPOINT',
      'REQUESTS_PER_SECOND',
      'ACCOUNT_REQUESTS_PER_SECOND',
      'CONCURRENCY',
      'TIMEOUT_MS',
      'RETRIES',
      'ANSWER_BYTES',
      'CALLS_PER_OPERATION',
      'WEBHOOK_SECRET',
      'WEBHOOK_SECRET_FILE',
      'WEBHOOK_SIGNATURE_HEADER',
    ].map((suffix) => `${name.toUpperCase()}_${suffix}`),
  ]);
  const known = new Set([...Object.keys(settings), ...ofSources, 'FLOTIQ_UPLOAD_ORIGINS']);
  const prefixes = ['TREFOIL', ...sources.map(({ name }) => name.toUpperCase())].join('|');
  for (const { name, text } of pages) {
    const named = text.match(new RegExp(`\\b(?:${prefixes})_[A-Z0-9_]+\\b`, 'g')) ?? [];
    const unknown = named.filter((variable) => !known.has(variable));
    expect({ name, unknown }).toEqual({ name, unknown: [] });
  }
});
