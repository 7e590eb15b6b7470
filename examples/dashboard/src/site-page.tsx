import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Deploys } from './deploys.tsx';
import { SiteDocument } from './graph/operations.ts';
import { Loading } from './loading.tsx';
import { Notices } from './notices.tsx';
import { Posts } from './posts.tsx';
import { linkTo, useTitle } from './route.ts';
import { TriggerDeploy } from './trigger-deploy.tsx';
import { Work } from './work.tsx';

/** One request for what three sources know of a site; a source that fails costs its own panel. */
export function SitePage({ slug }: { slug: string }) {
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(SiteDocument, {
    variables: { slug },
    errorPolicy: 'all',
  });
  const isLoading = networkStatus === NetworkStatus.loading;
  const isRetrying = networkStatus === NetworkStatus.refetch;
  const site = data?.getSiteBySlug;
  useTitle(site?.name ?? slug);
  const notices = (source: string | null) => (
    <Notices error={error} source={source} onRetry={() => void refetch()} isRetrying={isRetrying} />
  );
  return (
    <>
      <nav aria-label="Breadcrumb">
        <a href={linkTo.sites}>Sites</a>
      </nav>
      <h1>{site?.name ?? slug}</h1>
      {notices(null)}
      {data && !site && !error && <p>There is no site of this name, or it is not yours to see.</p>}
      <div className="panels">
        <section aria-labelledby="deploys-title">
          <div className="head">
            <h2 id="deploys-title">Deploys</h2>
            {site && <TriggerDeploy site={site} />}
          </div>
          {notices('fleek')}
          {isLoading && <Loading of="deploys" rows={6} />}
          {site && <Deploys siteId={site.id} />}
        </section>
        <div className="column">
          <section aria-labelledby="posts-title">
            <div className="head">
              <h2 id="posts-title">Posts</h2>
            </div>
            {notices('flotiq')}
            {isLoading && <Loading of="posts" rows={3} isPlain />}
            {data?.listBlogpost && (
              <Posts slug={slug} posts={data.listBlogpost} fetchMore={fetchMore} />
            )}
          </section>
          <section aria-labelledby="work-title">
            <div className="head">
              <h2 id="work-title">Work</h2>
            </div>
            {notices('fibery')}
            {isLoading && <Loading of="work" rows={4} />}
            {data?.findReleases && <Work releases={data.findReleases} />}
          </section>
        </div>
      </div>
    </>
  );
}
