import { Subscriber, subscribe, transports, type Transport } from '../../live/subscriber.ts';
import { marksIn, type Person } from './people.ts';

export interface Listeners extends Disposable {
  /** Of all, by how they came. */
  readonly events: Record<Transport, number>;
  /** Resolves when everybody has been told something of their own. */
  heard(): Promise<void>;
  /** Resolves when these people's subscriptions, so many, have ended as those of callers without access do. */
  ended(people: readonly Person[]): Promise<number>;
  /** Marks that were told to others than their owners; a person without access may be told nothing any more. */
  foreign(people: ReadonlyMap<Person, Entitlement>): string[];
}

/** What may be told to a person, and until when (epoch, ms). */
export interface Entitlement {
  marks: ReadonlySet<string>;
  untilMs: number;
}

const asked = {
  deploys: `subscription ($siteId: ID!) {
    deployStatus(siteId: $siteId, follow: true) { at status deploy { repository { commit } } }
  }`,
  content:
    'subscription { contentChanged(type: Tag) { at object { ... on FlotiqTag { internal { objectTitle } } } } }',
};

/** Each person listens to deploys and to content, some over event streams and some over sockets. */
export function listen(gateway: { url: string }, siteId: string, people: readonly Person[]) {
  const open = people.flatMap((person, index) =>
    Object.values(asked).map((query) => {
      const by = transports[index % transports.length]!;
      const { headers } = person;
      const subscriber = subscribe(
        gateway,
        { query, variables: query === asked.deploys ? { siteId } : {} },
        { by, headers },
      );
      return { person, by, subscriber };
    }),
  );
  const marked = ({ events }: Subscriber) => events.filter((event) => marksIn(event).length > 0);

  const listeners: Listeners = {
    get events() {
      const counts = { 'event stream': 0, WebSocket: 0 };
      for (const { by, subscriber } of open) counts[by] += marked(subscriber).length;
      return counts;
    },
    async heard() {
      await Promise.all(
        open.map(async ({ subscriber }) => {
          while (marked(subscriber).length === 0)
            await subscriber.heard(subscriber.events.length + 1);
        }),
      );
    },
    async ended(gone) {
      const theirs = open.filter(({ person }) => gone.includes(person));
      for (const { person, subscriber } of theirs) {
        const ending = await subscriber.ended();
        const told = JSON.stringify([ending, subscriber.events.at(-1)]);
        if (!told.includes('ACCESS_DENIED'))
          throw new Error(`${person.name} was not told: ${told}`);
      }
      return theirs.length;
    },
    foreign(people) {
      return open.flatMap(({ person, by, subscriber }) => {
        const { marks, untilMs } = people.get(person)!;
        return marked(subscriber).flatMap((event) => {
          const isLate = atOf(event) > untilMs;
          const foreign = marksIn(event).filter((mark) => isLate || !marks.has(mark));
          return foreign.map((mark) => `${person.name} heard ${mark} over ${by}`);
        });
      });
    },
    [Symbol.dispose]() {
      for (const { subscriber } of open) subscriber[Symbol.dispose]();
    },
  };
  return listeners;
}

function atOf({ data }: { data?: Record<string, { at: string } | null> }): number {
  const [event] = Object.values(data ?? {});
  return event ? Date.parse(event.at) : 0;
}
