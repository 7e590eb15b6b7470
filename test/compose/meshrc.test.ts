import { describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Source } from '../../src/source.ts';
import { parseMeshrc } from '../../src/compose/read-meshrc.ts';
import { meshrcText } from './workbench.ts';

const lines = meshrcText.split('\n');
const fleekBlock = lines.findIndex((line) => line.includes('- name: fleek'));

/** The line, counted from 1, of the first text below a source's name. */
function lineOf(text: string, source = 'fleek'): number {
  const block = lines.findIndex((line) => line.endsWith(`- name: ${source}`));
  return lines.findIndex((line, index) => index >= block && line.includes(text)) + 1;
}

function problemsOf(text: string, known = sources): string[] {
  try {
    parseMeshrc(text, '.meshrc.yaml', known);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

/** Replaces the first occurrence below the name of a source. */
function change(from: string, to: string, source = 'fleek'): string {
  const at = meshrcText.indexOf(from, meshrcText.indexOf(`- name: ${source}\n`));
  expect(at).toBeGreaterThan(0);
  return meshrcText.slice(0, at) + to + meshrcText.slice(at + from.length);
}

it('accepts the committed file', () => {
  expect(problemsOf(meshrcText)).toEqual([]);
});

it('says what is wrong wherever the writing of the file was broken off', () => {
  const bugs = [...meshrcText.matchAll(/:|\n/g)].flatMap(({ index }) => {
    try {
      parseMeshrc(meshrcText.slice(0, index + 1), '.meshrc.yaml', sources);
      return [];
    } catch (error) {
      return error instanceof GatewayError ? [] : [error];
    }
  });
  expect(bugs).toEqual([]);
});

describe('a typo in .meshrc.yaml', () => {
  const typos: [from: string, to: string, says: RegExp][] = [
    ['handler:', 'handlr:', /no option "handlr"/],
    ['endpoint:', 'endpiont:', /no option "endpiont"/],
    ['operationHeaders:', 'operationHeader:', /no option "operationHeader"/],
    ['transforms:', 'transform:', /no option "transform"/],
    ['- rename:', '- renam:', /no option "renam"/],
    ['renames:', 'rename:', /no option "rename"/],
    ['useRegExpForTypes:', 'useRegexForTypes:', /no option "useRegexForTypes"/],
    ['graphql:', 'graphq:', /must be graphql or openapi, not graphq$/],
  ];

  it.each(typos)('%s written as %s stops with its line and its name', (from, to, says) => {
    const problems = problemsOf(change(from, to));
    // The misspelt name at its own line; beside it stands at most what is missing because of it.
    const [named, ...others] = problems.sort((one) => (says.test(one) ? -1 : 1));
    expect(named).toMatch(says);
    expect(named).toMatch(new RegExp(`^\\.meshrc\\.yaml:${lineOf(from)}: `));
    for (const other of others) expect(other).toMatch(/must have required property|needs both/);
  });

  it('stops for what is no YAML, with its line', () => {
    const problems = problemsOf(change('handler:', 'handler: ['));
    expect(problems[0]).toMatch(/^\.meshrc\.yaml:\d+: /);
  });

  it('stops for a source that nobody has heard of', () => {
    expect(problemsOf(change('- name: fleek', '- name: vercel'))).toEqual([
      `.meshrc.yaml:${fleekBlock + 1}: \`name: vercel\` belongs to none of the sources fleek, fibery, flotiq`,
    ]);
  });

  it('stops for two sources of one name', () => {
    const problems = problemsOf(
      change('- name: fibery_account', '- name: fibery', 'fibery_account'),
    );
    expect(problems).toEqual([
      `.meshrc.yaml:${lineOf('- name: fibery_account', 'fibery_account')}: two sources are called "fibery"`,
    ]);
  });
});

describe('a credential that .meshrc.yaml sends astray', () => {
  const authorization = "authorization: '{context.auth.fleek}'";
  const remedy = "write `authorization: '{context.auth.fleek}'` below operationHeaders";
  const wirings: [title: string, to: string, says: string][] = [
    [
      'in a header that the source does not read',
      "x-auth-token: '{context.auth.fleek}'",
      `\`operationHeaders.x-auth-token\` carries the credential, and Fleek reads authorization; ${remedy}`,
    ],
    [
      'with a scheme word in front',
      "authorization: 'Bearer {context.auth.fleek}'",
      `\`operationHeaders.authorization\` may be \`{context.auth.fleek}\` or a fixed text; ${remedy}`,
    ],
    [
      'of another source',
      "authorization: '{context.auth.flotiq}'",
      `\`operationHeaders.authorization\` may be \`{context.auth.fleek}\` or a fixed text; ${remedy}`,
    ],
    [
      'straight from the request',
      'authorization: "{context.headers[\'x-fleek-key\']}"',
      `\`operationHeaders.authorization\` may be \`{context.auth.fleek}\` or a fixed text; ${remedy}`,
    ],
    [
      'written into the file',
      'authorization: a-key-of-someone',
      `\`operationHeaders.authorization\` may be \`{context.auth.fleek}\` or a fixed text; ${remedy}`,
    ],
    [
      'written into the file beside it, in other letters',
      `${authorization}\n          Authorization: a-key-of-someone`,
      `\`operationHeaders.Authorization\` may be \`{context.auth.fleek}\` or a fixed text; ${remedy}`,
    ],
    [
      'straight from the request, beside it',
      `${authorization}\n          x-key: "{context.headers['x-fleek-key']}"`,
      `\`operationHeaders.x-key\` may be \`{context.auth.fleek}\` or a fixed text; ${remedy}`,
    ],
    ['nowhere', 'accept-language: en', `no header carries the credential of "fleek"; ${remedy}`],
  ];

  it.each(wirings)('%s stops', (_, to, says) => {
    const line = lineOf('operationHeaders:');
    expect(problemsOf(change(authorization, to))).toEqual([`.meshrc.yaml:${line}: ${says}`]);
  });

  it('may stand beside fixed headers, whatever the case', () => {
    const text = change(
      authorization,
      "Authorization: '{context.auth.fleek}'\n          accept-language: en",
    );
    expect(problemsOf(text)).toEqual([]);
    const upper = (source: Source): Source => ({
      ...source,
      credentials: source.credentials.map((kind) => ({ ...kind, upstreamHeader: 'AUTHORIZATION' })),
    });
    const shouting = sources.map((source) => (source.name === 'fleek' ? upper(source) : source));
    expect(problemsOf(text, shouting)).toEqual([]);
  });

  it.each([
    ['Host', 'elsewhere.example'],
    ['x-note', '"one\\ntwo"'],
    ['"x note"', 'one'],
  ])('may not stand beside what no call may carry, such as %s: %s', (name, value) => {
    const text = change(authorization, `${authorization}\n          ${name}: ${value}`);
    const where = `\`operationHeaders.${name.replaceAll('"', '')}\``;
    expect(problemsOf(text)).toEqual([
      `.meshrc.yaml:${lineOf('operationHeaders:')}: ${where} is no header that a call may carry; leave it out`,
    ]);
  });

  it('may be a cookie only where the source takes one', () => {
    const cookie = (contract: string) => `cookie: '{context.auth.${contract}}'`;
    const wired = (contract: string) =>
      problemsOf(change(`authorization: '{context.auth.${contract}}'`, cookie(contract), contract));
    expect(wired('fibery_account')).toEqual([]);
    expect(wired('fibery')).toEqual([expect.stringContaining('Fibery reads authorization; ')]);
    const astray = change('authorization:', 'x-key:', 'fibery_account');
    expect(problemsOf(astray)).toEqual([
      expect.stringContaining('Fibery reads authorization or cookie; '),
    ]);
  });
});
