import type { ConfiguredSource } from './config.ts';
import { GatewayError } from './errors.ts';
import type { RunningStandIn } from './source.ts';

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
      const standIn = await offer.start({ port: areAnywhere ? 0 : offer.port });
      running.push(standIn);
      endpoints.set(source.name, standIn.origin + offer.path);
      Object.assign(credentials, offer.credentials);
    } catch (cause) {
      await close();
      throw explain(cause, source.title, source.name, offer.port);
    }
  }
  return { endpoints, credentials, [Symbol.asyncDispose]: close };
}

function explain(cause: unknown, title: string, name: string, port: number): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') return cause;
  return new GatewayError('CONFIG_INVALID', {
    detail: `port ${port} is in use, and the ${title} stand-in needs it; stop what listens there, or set ${name.toUpperCase()}_ENDPOINT`,
    cause,
  });
}
