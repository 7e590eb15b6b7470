import { expect, inject, it } from 'vitest';
import { buildGraph, readArtifacts } from '../../../src/artifacts.ts';
import { live } from '../../../sources/fleek/live.ts';

const { sdl } = await readArtifacts(inject('artifacts'));
const { watches, waits } = live.extend({ schema: buildGraph(sdl), contracts: [] })!;

const inProgress = { status: 'IN_PROGRESS', startedAt: null, completedAt: null };
const deployed = (startedAt: string) => ({ status: 'DEPLOYED', startedAt, completedAt: null });
const cancelled = { status: 'CANCELLED', startedAt: null, completedAt: '2026-03-02T12:00:00Z' };

it('orders deploys by their dates, and takes for the newest what waits to be started, not what never was', async () => {
  const deploys = [
    { id: 'undated', status: 'FAILED', startedAt: null, completedAt: null },
    { id: 'first', ...deployed('2026-03-01T12:00:00Z') },
    { id: 'cancelled', ...cancelled },
    { id: 'odd', ...deployed('yesterday') },
    { id: 'third', ...deployed('2026-03-03T12:00:00Z') },
    { id: 'waits', ...inProgress },
  ];
  const ask = async () => ({ getDeploysBySite: { deploys, nextToken: null } });
  const sight = await watches!['deployStatus']!.look(ask, { siteId: 'a' }, new Set());
  expect(sight.map(({ id }) => id)).toEqual([
    'waits',
    'third',
    'cancelled',
    'first',
    'undated',
    'odd',
  ]);
});

it('waits as long for a deploy when the time is null as when it is left out', () => {
  expect(waits!['deployAndWait']!.timeoutMs({ timeoutSeconds: null })).toBe(600_000);
});
