import { useEffect, useRef } from 'react';
import { CredentialsDialog } from './credentials-dialog.tsx';
import { PostPage } from './post-page.tsx';
import { linkTo, useRoute, type Route } from './route.ts';
import { SitePage } from './site-page.tsx';
import { SitesPage } from './sites-page.tsx';

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const key = JSON.stringify(route);
  const shown = useRef(key);
  useEffect(() => {
    // A new page begins at its beginning, for eyes and for screen readers alike.
    if (shown.current !== key) main.current?.focus({ preventScroll: true });
    if (shown.current !== key) scrollTo(0, 0);
    shown.current = key;
  }, [key]);
  return (
    <>
      <header className="top">
        <div>
          <a className="brand" href={linkTo.sites}>
            <img src="./trefoil.svg" alt="" width="28" height="28" />
            <span>Acme sites</span>
          </a>
          <CredentialsDialog />
        </div>
      </header>
      <main ref={main} tabIndex={-1} key={key}>
        <Page route={route} />
      </main>
    </>
  );
}

function Page({ route }: { route: Route }) {
  if (route.page === 'site') return <SitePage slug={route.slug} />;
  if (route.page === 'post') return <PostPage id={route.id} />;
  return <SitesPage />;
}
