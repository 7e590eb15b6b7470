import { useEffect, useSyncExternalStore } from 'react';

export type Route =
  | { page: 'sites' }
  | { page: 'site'; slug: string }
  | { page: 'post'; id: string };

/** Pages live behind `#`, so that any web server can serve them. */
export function useRoute(): Route {
  return parse(useSyncExternalStore(listen, () => location.hash));
}

export const linkTo = {
  sites: '#/',
  site: (slug: string) => `#/sites/${encodeURIComponent(slug)}`,
  post: (id: string) => `#/posts/${encodeURIComponent(id)}`,
};

/** Of the browser's tab, and the first that a screen reader says of a page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Acme sites`;
  }, [title]);
}

function listen(onChange: () => void): () => void {
  addEventListener('popstate', onChange);
  return () => removeEventListener('popstate', onChange);
}

function parse(hash: string): Route {
  const [, kind, name = ''] = hash.split('/').map(decode);
  if (kind === 'sites' && name) return { page: 'site', slug: name };
  if (kind === 'posts' && name) return { page: 'post', id: name };
  return { page: 'sites' };
}

/** People type addresses too, and a lone % is no reason to show nothing. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
