import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { readArtifacts } from '../../src/artifacts.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trefoil-artifacts-'));
  cpSync(inject('artifacts'), directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

const change = (name: string, to: (text: string) => string) =>
  writeFileSync(join(directory, name), to(readFileSync(join(directory, name), 'utf8')));

it.each([
  ['is gone', () => rmSync(join(directory, 'graph.json')), 'there is no composed graph in'],
  ['is cut off', () => change('graph.json', (text) => text.slice(0, 1000)), 'is broken;'],
  ['is nothing', () => change('graph.json', () => 'null'), 'by another version;'],
  [
    'has another shape',
    () => change('graph.json', (text) => text.replace('"format": 1', '"format": 0')),
    'by another version;',
  ],
  [
    'has half a schema',
    () => change('schema.graphql', (text) => text.slice(0, text.lastIndexOf(':') + 1)),
    'is broken;',
  ],
])('says what to do with a composed graph that %s', async (_, spoil, problem) => {
  spoil();
  const reading = readArtifacts(directory);
  await expect(reading).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(reading).rejects.toThrow(problem);
  await expect(reading).rejects.toThrow('run "trefoil compose"');
});
