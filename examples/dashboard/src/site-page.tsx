import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Deploys } from './deploys.tsx';
import { SiteDocument } from './graph/operations.ts';
import { Loading, Notices } from './notices.tsx';
import { Posts } from './posts.tsx';
import { linkTo } from './route.ts';
import { Work } from './work.tsx';

/** One request for what three sources know of a site; a source that fails costs its own panel. */
export function SitePage({ slug }: { slug: string }) {
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(SiteDocument, {
    variables: { slug },
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const isLoading = networkStatus === NetworkStatus.loading;
  const isRetrying = networkStatus === NetworkStatus.refetch;
  const site = data?.getSiteBySlug;
  const notices = (source: string | null) => (
    <Notices error={error} source={source} onRetry={() => void refetch()} isRetrying={isRetrying} />
  );
  return (
    <>
      <nav aria-label="Breadcrumb">
        <a href={linkTo.sites}>Sites</a> <span aria-hidden="true">/</span> {slug}
      </nav>
      <h1>{site?.name ?? slug}</h1>
      {notices(null)}
      <div className="panels">
        <section aria-labelledby="deploys-title">
          <h2 id="deploys-title">Deploys</h2>
          {notices('fleek')}
          {isLoading && <Loading of="deploys" />}
          {site && <Deploys site={site} />}
          {!site && !isLoading && !error && <p>There is no site of this name.</p>}
        </section>
        <section aria-labelledby="posts-title">
          <h2 id="posts-title">Posts</h2>
          {notices('flotiq')}
          {isLoading && <Loading of="posts" lines={4} />}
          {data?.listBlogpost && (
            <Posts slug={slug} posts={data.listBlogpost} fetchMore={fetchMore} />
          )}
        </section>
        <section aria-labelledby="work-title">
          <h2 id="work-title">Work</h2>
          {notices('fibery')}
          {isLoading && <Loading of="work" lines={4} />}
          {data?.findReleases && <Work releases={data.findReleases} />}
        </section>
      </div>
    </>
  );
}
