import type { Sight } from '../live-offer.ts';
import { Mailbox } from './mailbox.ts';
import { Pace, type PaceOptions } from './pace.ts';
import { poll, type Report } from './poll.ts';

export interface WatchesOptions extends PaceOptions {
  /** Reports that wait for one subscriber. */
  queue: number;
}

export interface JoinOptions {
  /** Names the poller: partition first. */
  key: readonly string[];
  /** What must be in the sight for this subscriber. */
  wanted: string | undefined;
  /** Asked as whoever came first; all who share a key share the partition. */
  look(wanted: ReadonlySet<string>, signal: AbortSignal): Promise<Sight>;
}

export interface Listener extends Disposable {
  readonly mailbox: Mailbox<Report<Sight>>;
  /** What must be in the sight from now on. */
  want(id: string | undefined): void;
}

/** One poller for each key, for as long as somebody listens. */
export class Watches implements Disposable {
  readonly #options: WatchesOptions;
  readonly #pollers = new Map<string, Poller>();

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /** How many pollers there are. */
  get size(): number {
    return this.#pollers.size;
  }

  join({ key, wanted, look }: JoinOptions): Listener {
    const name = JSON.stringify(key);
    let poller = this.#pollers.get(name);
    if (!poller) {
      const opened: Poller = new Poller(this.#options, look, () => {
        if (this.#pollers.get(name) === opened) this.#pollers.delete(name);
      });
      poller = opened;
      this.#pollers.set(name, poller);
    }
    return poller.join(wanted);
  }

  /** Looks soon, whoever it is that watches: keys begin with a partition, and end as given. */
  wake(...ending: string[]): void {
    const end = JSON.stringify(ending).slice(1);
    for (const [name, poller] of this.#pollers) if (name.endsWith(`,${end}`)) poller.wake();
  }

  [Symbol.dispose](): void {
    for (const poller of this.#pollers.values()) poller.stop();
    this.#pollers.clear();
  }
}

interface Subscriber {
  mailbox: Mailbox<Report<Sight>>;
  wanted: string | undefined;
  /** Of the newest report that it got: what did not change is not said again. */
  mark?: string;
}

/** Who looks for what is not there must be told of every look in vain, to give up some time. */
function isSought({ wanted }: Subscriber, { sight, fault }: Report<Sight>): boolean {
  return wanted !== undefined && !fault && !sight?.some(({ id }) => id === wanted);
}

class Poller {
  readonly #options: WatchesOptions;
  readonly #pace: Pace;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<Subscriber>();
  readonly #forget: () => void;
  #current: Report<Sight> | undefined;

  constructor(options: WatchesOptions, look: JoinOptions['look'], forget: () => void) {
    this.#options = options;
    this.#forget = forget;
    this.#pace = new Pace(options);
    // Not before the first subscriber is in: it says what must be looked for.
    queueMicrotask(() => void this.#run(look));
  }

  join(wanted: string | undefined): Listener {
    const mailbox = new Mailbox<Report<Sight>>(this.#options.queue);
    const listener: Subscriber = { mailbox, wanted };
    this.#listeners.add(listener);
    if (this.#current && this.#isRecent(this.#current)) this.#send(listener, this.#current);
    else if (this.#current) this.#pace.wake();
    return {
      mailbox,
      want: (id) => (listener.wanted = id),
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.stop();
      },
    };
  }

  wake(): void {
    this.#pace.wake();
  }

  stop(): void {
    this.#forget();
    this.#controller.abort();
    for (const { mailbox } of this.#listeners) mailbox.close();
  }

  /** While the source is in trouble the last report is the newest there is. */
  #isRecent({ seenAtMs, fault }: Report<Sight>): boolean {
    const { time, fastestMs } = this.#options;
    return fault !== undefined || time.now() - (seenAtMs ?? -Infinity) < fastestMs;
  }

  #send(listener: Subscriber, report: Report<Sight>): void {
    if (listener.mark === report.mark && !isSought(listener, report)) return;
    listener.mark = report.mark;
    listener.mailbox.push(report);
  }

  async #run(look: JoinOptions['look']): Promise<void> {
    const { signal } = this.#controller;
    const pace = this.#pace;
    const wantedNow = () => new Set([...this.#listeners].flatMap(({ wanted }) => wanted ?? []));
    try {
      const reports = poll({
        look: () => look(wantedNow(), signal),
        pace,
        time: this.#options.time,
        signal,
      });
      for await (const report of reports) {
        this.#current = report;
        for (const listener of this.#listeners) this.#send(listener, report);
      }
    } catch (error) {
      this.#forget();
      for (const { mailbox } of this.#listeners) mailbox.close({ error });
    }
  }
}
