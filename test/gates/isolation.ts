import { createHash } from 'node:crypto';
import type { StandIn } from '../../sources/stand-in/serve.ts';

/** Somebody with credentials of their own for all three sources. */
export interface Person {
  headers: Record<string, string>;
  /** How each stand-in marks what it answers to this person. */
  marks: { fleek: string; fibery: string; flotiq: string };
}

export function createPerson(name: string): Person {
  const fleek = `${name}-fleek-key===`;
  const fibery = `${digest(name).slice(0, 8)}.${digest(`${name}fibery`).slice(0, 35)}`;
  const flotiq = digest(`${name}flotiq`).slice(0, 32);
  return {
    headers: { 'x-fleek-key': fleek, 'x-fibery-token': fibery, 'x-flotiq-key': flotiq },
    marks: {
      fleek: `seen:${digest(fleek).slice(0, 12)}`,
      fibery: `${digest(fibery).slice(0, 12)}@seen.example`,
      flotiq: `seen:${digest(flotiq).slice(0, 12)}`,
    },
  };
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Every path that an answer can take; each selects the mark of every source that it asks. */
export const paths = {
  query: `{
    getSiteBySlug(slug: "acme-www") { description }
    me { email }
    listBlogpost(limit: 2) { items { internal { objectTitle } } }
  }`,
  links: `{
    getSitesByTeam(teamId: "acme") {
      sites {
        description
        posts(limit: 2) { internal { objectTitle } site { description } tasks { createdBy { email } } }
        releases { createdBy { email } }
      }
    }
  }`,
  cached:
    '{ getTag(id: "_tag-1") { internal { objectTitle } } listTag { items { internal { objectTitle } } } }',
  mutation: `mutation {
    createTag(input: { name: "mine" }) { internal { objectTitle } }
    tasks { create(name: "mine") { message } }
  }`,
} as const;

/** What `TREFOIL_CACHE` has to be for the path `cached` to be what it says. */
export const cachedTypes = 'FlotiqTag=300';

/** Marks in an answer that are not the person's own; none is what must come out. */
export function foreignMarks(answer: unknown, { marks }: Person): string[] {
  const own = new Set<string>(Object.values(marks));
  const found = JSON.stringify(answer).match(/seen:[0-9a-f]{12}|[0-9a-f]{12}@seen\.example/g) ?? [];
  return found.filter((mark) => !own.has(mark));
}

export function ownMarks(answer: unknown, { marks }: Person): number {
  const text = JSON.stringify(answer);
  return Object.values(marks).filter((mark) => text.includes(mark)).length;
}

export interface Crowd {
  ask(query: string, person: Person, signal: AbortSignal): Promise<unknown>;
  standIns: readonly StandIn[];
  people: readonly Person[];
  operations: number;
  /** From 0 up to 1. */
  random(): number;
  /** In the middle of it all, such as a reload of the keyring. */
  halfWay?(): Promise<void> | void;
}

export interface CrowdReport {
  asked: number;
  answered: number;
  left: number;
  marked: number;
  foreign: string[];
}

/** Many people ask the same things at the same time, some leave early, and sources stumble. */
export async function runCrowd(crowd: Crowd): Promise<CrowdReport> {
  const { people, operations, random } = crowd;
  const report: CrowdReport = { asked: 0, answered: 0, left: 0, marked: 0, foreign: [] };
  const names = Object.keys(paths) as (keyof typeof paths)[];
  while (report.asked < operations) {
    const path = names[Math.floor(random() * names.length)]!;
    if (random() < 0.3) stumble(crowd);
    const round = people.slice(0, operations - report.asked);
    report.asked += round.length;
    await Promise.all(round.map((person) => askOne(crowd, person, paths[path], report)));
    if (crowd.halfWay && report.asked >= operations / 2) {
      await crowd.halfWay();
      delete crowd.halfWay;
    }
  }
  return report;
}

function stumble({ standIns, random }: Crowd): void {
  const standIn = standIns[Math.floor(random() * standIns.length)]!;
  standIn.faults.add({
    kind: 'status',
    status: 503,
    body: 'busy',
    times: 1 + Math.floor(random() * 3),
  });
}

async function askOne(
  crowd: Crowd,
  person: Person,
  query: string,
  report: CrowdReport,
): Promise<void> {
  const controller = new AbortController();
  const isLeaving = crowd.random() < 0.1;
  if (isLeaving) setImmediate(() => controller.abort());
  try {
    const answer = await crowd.ask(query, person, controller.signal);
    report.answered += 1;
    report.foreign.push(...foreignMarks(answer, person));
    if (ownMarks(answer, person) > 0) report.marked += 1;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    report.left += 1;
  }
}
