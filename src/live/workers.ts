import cluster from 'node:cluster';
import { LRUCache } from 'lru-cache';
import type { Notice } from '../live-offer.ts';

const SAYS = 'trefoil:live';

/** What one worker learns and all must know. */
export type News =
  | {
      kind: 'message';
      source: string;
      /** Of the whole message: the same one may come to several workers. */
      digest: string;
      notices: readonly Notice[];
      atMs: number;
    }
  | { kind: 'wake'; watch: string; key: string };

/** What several workers tell each other; a process that works alone tells itself. */
export interface Grapevine extends Disposable {
  tell(news: News): void;
}

interface Envelope {
  type: typeof SAYS;
  news: News;
  /** One of the workers acts for all: rules run once. */
  isLeader?: boolean;
}

/** How news gets around. `hear` is called in every worker, also in the one that tells. */
export function joinGrapevine(hear: (news: News, isLeader: boolean) => void): Grapevine {
  if (!cluster.isWorker) {
    return { tell: (news) => hear(news, true), [Symbol.dispose]: () => {} };
  }
  const receive = (envelope: Envelope) => {
    if (envelope.type === SAYS) hear(envelope.news, envelope.isLeader === true);
  };
  process.on('message', receive);
  return {
    tell: (news) => void process.send?.({ type: SAYS, news } satisfies Envelope),
    [Symbol.dispose]: () => void process.off('message', receive),
  };
}

/** How long the same message counts as the same, whichever worker it comes to. */
export const repeatWindowMs = 60_000;
const rememberedMessages = 10_000;

/** In the primary process: hands on what one worker tells to all of them. */
export function serveGrapevine(): void {
  const seen = new LRUCache<string, true>({ max: rememberedMessages, ttl: repeatWindowMs });
  cluster.on('message', (_, envelope: Envelope) => {
    if (envelope.type !== SAYS) return;
    const { news } = envelope;
    if (news.kind === 'message') {
      if (seen.has(news.digest)) return;
      seen.set(news.digest, true);
    }
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected());
    for (const [index, worker] of workers.entries()) {
      worker?.send({ ...envelope, isLeader: index === 0 } satisfies Envelope);
    }
  });
}
