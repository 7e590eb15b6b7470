interface Stored {
  /** What the request had under the names that the answer varies by. */
  varying: [name: string, value: string | undefined][];
  text: string;
}

/** A cache as a CDN is one, by the letter of RFC 9111: `public`, `max-age` and `Vary`, and no more. */
export function createSharedCache() {
  const stored = new Map<string, Stored[]>();
  return {
    get size() {
      return [...stored.values()].flat().length;
    },
    async fetch(address: string, headers: Record<string, string>) {
      const known = (stored.get(address) ?? []).find(({ varying }) =>
        varying.every(([name, value]) => headers[name] === value),
      );
      if (known) return { from: 'cache', text: known.text };
      const response = await fetch(address, { headers });
      const text = await response.text();
      const control = response.headers.get('cache-control') ?? '';
      const [, seconds = '0'] = /\bmax-age=(\d+)/.exec(control) ?? [];
      if (/\bpublic\b/.test(control) && Number(seconds) > 0) {
        const names = (response.headers.get('vary') ?? '').toLowerCase().split(/, */);
        const varying = names.map((name): Stored['varying'][number] => [name, headers[name]]);
        stored.set(address, [...(stored.get(address) ?? []), { varying, text }]);
      }
      return { from: 'gateway', text };
    },
  };
}
