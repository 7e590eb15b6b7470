import type { ConfiguredSource } from './config.ts';
import type { RunningStandIn, StandInOffer } from './source.ts';

export interface StandIns extends AsyncDisposable {
  /** Source -> its address. */
  endpoints: ReadonlyMap<string, string>;
  /** What callers on loopback are given, by credential header. */
  credentials: Readonly<Record<string, string>>;
}

/** Starts a stand-in for every source that has no address. */
export async function startStandIns(
  sources: readonly ConfiguredSource[],
  { areAnywhere = false }: { areAnywhere?: boolean } = {},
): Promise<StandIns> {
  const running: RunningStandIn[] = [];
  const endpoints = new Map<string, string>();
  const credentials: Record<string, string> = {};
  const close = async () => void (await Promise.all(running.map((standIn) => standIn.close())));
  for (const { source, endpoint, isVendor } of sources) {
    const offer = source.standIn;
    if (endpoint !== undefined || isVendor || !offer) continue;
    try {
      const standIn = await start(offer, areAnywhere);
      running.push(standIn);
      endpoints.set(source.name, standIn.origin + offer.path);
      Object.assign(credentials, offer.credentials);
    } catch (error) {
      await close();
      throw error;
    }
  }
  return { endpoints, credentials, [Symbol.asyncDispose]: close };
}

/** At its usual port, or any free one where that is taken: who asks it is told where it is. */
async function start({ start: listen, port }: StandInOffer, isAnywhere: boolean) {
  try {
    return await listen({ port: isAnywhere ? 0 : port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    return listen({ port: 0 });
  }
}
