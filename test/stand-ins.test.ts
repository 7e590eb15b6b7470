import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { sources } from '../sources/index.ts';
import { readConfig } from '../src/config.ts';
import { startStandIns } from '../src/stand-ins.ts';

it('takes another port where the usual one of a stand-in is taken, and says which', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const crowded = readConfig({}, sources).sources.map((configured) => {
    const { source } = configured;
    return { ...configured, source: { ...source, standIn: { ...source.standIn!, port } } };
  });
  try {
    await using standIns = await startStandIns(crowded);
    for (const address of standIns.endpoints.values()) {
      expect(new URL(address).port).not.toBe(String(port));
      expect((await fetch(address)).status).toBeGreaterThan(0);
    }
    expect(standIns.endpoints.size).toBe(sources.length);
  } finally {
    other.close();
  }
});
