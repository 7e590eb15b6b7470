/** What a source says, by the headers of an answer, about keeping it. */
export interface Freshness {
  /** Undefined when the source says nothing; 0 when it has to be asked each time. */
  readonly maximumAgeMs: number | undefined;
  /** False: the answer is used once. */
  readonly isStorable: boolean;
  /** Whether a cache that many callers share may have it too. */
  readonly isShareable: boolean;
  /** Whether it may be given past its time while it is renewed, or while the source is in trouble. */
  readonly mayBeStale: boolean;
}

type Headers = Readonly<Record<string, string>>;

/** Undefined when the answer has no `Cache-Control`: then what was said before still holds. */
export function readFreshness(headers: Headers): Freshness | undefined {
  const control = headers['cache-control'];
  if (!control) return headers['vary']?.trim() === '*' ? unkept : undefined;
  const directives = readDirectives(control);
  const has = (...names: string[]) => names.some((name) => directives.has(name));
  const isStorable = !has('no-store') && headers['vary']?.trim() !== '*';
  return {
    maximumAgeMs: has('no-cache') ? 0 : readMaximumAge(directives, headers),
    isStorable,
    isShareable: isStorable && !has('private'),
    mayBeStale: !has('must-revalidate', 'proxy-revalidate', 'no-cache'),
  };
}

/** Of an answer whose source says nothing. */
export const unsaid: Freshness = {
  maximumAgeMs: undefined,
  isStorable: true,
  isShareable: true,
  mayBeStale: true,
};

/** Of an answer that nobody is to see again. */
export const unkept: Freshness = {
  maximumAgeMs: 0,
  isStorable: false,
  isShareable: false,
  mayBeStale: false,
};

/** The shorter of the times for one reader and for many; some of it has gone by in caches on the way. */
function readMaximumAge(directives: Directives, headers: Headers): number | undefined {
  const seconds = ['max-age', 's-maxage'].flatMap((name) => {
    const value = directives.get(name);
    // What cannot be read is taken for the shortest time, never for none being said.
    return value === undefined ? [] : [/^\d+$/.test(value) ? Number(value) : 0];
  });
  if (seconds.length === 0) return undefined;
  const age = Number(headers['age']);
  return Math.max(0, Math.min(...seconds) - (age > 0 ? age : 0)) * 1000;
}

type Directives = ReadonlyMap<string, string>;

function readDirectives(control: string): Directives {
  const found = control.matchAll(/([\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,"]*)))?/g);
  return new Map(
    [...found].map(([, name, quoted, plain]) => [name!.toLowerCase(), quoted ?? plain ?? '']),
  );
}
