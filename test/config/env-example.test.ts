import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readConfig } from '../../src/config.ts';
import { listVariables } from '../../src/configure-source.ts';
import { settings } from '../../src/settings.ts';

const text = readFileSync('.env.example', 'utf8');
const written = Object.fromEntries(
  [...text.matchAll(/^# ([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
);

/** `${NAME:value}` in `.meshrc.yaml`; the value there is the address that holds without it. */
const placed = [...readFileSync('.meshrc.yaml', 'utf8').matchAll(/: \$\{([A-Z]\w*):/g)].map(
  ([, name]) => [name, ''] as const,
);

it('.env.example has every variable with its default, and no other', () => {
  const expected = {
    ...Object.fromEntries(placed),
    ...Object.fromEntries(Object.entries(settings).map(([name, { default: d }]) => [name, d])),
    ...Object.fromEntries(sources.flatMap(listVariables).map((v) => [v.name, v.default])),
  };
  expect(written).toEqual(expected);
});

it('.env.example says what each variable is, and can be taken as it is', () => {
  for (const name of Object.keys(written)) {
    expect(text).toMatch(new RegExp(`^# .{10,}\\.\n# ${name}=`, 'm'));
  }
  expect(readConfig(written as Record<string, string>, sources)).toEqual({
    ...readConfig({}, sources),
    env: written,
  });
});

it('no variable is read that is not a setting', () => {
  const known = Object.keys(settings);
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const names = readFileSync(join('src', file), 'utf8').match(/\bTREFOIL_[A-Z0-9_]*[A-Z0-9]\b/g);
    for (const name of names ?? []) expect(known, `${name} in src/${file}`).toContain(name);
  }
});
