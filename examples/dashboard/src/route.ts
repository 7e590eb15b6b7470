import { useSyncExternalStore } from 'react';

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

function listen(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

function parse(hash: string): Route {
  const [, kind, name = ''] = hash.split('/');
  if (kind === 'sites' && name) return { page: 'site', slug: decodeURIComponent(name) };
  if (kind === 'posts' && name) return { page: 'post', id: decodeURIComponent(name) };
  return { page: 'sites' };
}
