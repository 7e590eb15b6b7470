import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { DeployState } from './deploy-state.tsx';
import { formatDate } from './format.ts';
import { SitesDocument, type SitesQuery } from './graph/operations.ts';
import { Loading, Notices } from './notices.tsx';
import { linkTo } from './route.ts';

type SiteRow = NonNullable<SitesQuery['getSitesByTeam']>['sites'][number];

/** A key opens one team's sites; this is the team of the sandbox. */
const teamId = import.meta.env['VITE_TEAM'] ?? 'acme';

export function SitesPage() {
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(SitesDocument, {
    variables: { teamId },
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const page = data?.getSitesByTeam;
  const isBusy = networkStatus !== NetworkStatus.ready && networkStatus !== NetworkStatus.error;
  return (
    <>
      <h1>Sites</h1>
      <Notices error={error} onRetry={() => void refetch()} isRetrying={isBusy} />
      {networkStatus === NetworkStatus.loading && <Loading of="sites" lines={4} />}
      <ul className="cards">
        {page?.sites?.map((site) => (
          <li key={site.id}>
            <SiteCard site={site} />
          </li>
        ))}
      </ul>
      {page?.nextToken && (
        <button
          type="button"
          className="quiet"
          disabled={isBusy}
          onClick={() => void fetchMore({ variables: { nextToken: page.nextToken } })}
        >
          More sites
        </button>
      )}
    </>
  );
}

function SiteCard({ site }: { site: SiteRow }) {
  const { latestDeploy: deploy, releases, posts } = site;
  const release = releases?.[0];
  const post = posts?.[0];
  return (
    <article className="card">
      <h2>
        <a href={linkTo.site(site.slug)}>{site.name}</a>
      </h2>
      {deploy ? (
        <p className="deploy">
          <DeployState siteId={site.id} deploy={deploy} />
          <span className="soft">{formatDate(deploy.completedAt ?? deploy.startedAt)}</span>
        </p>
      ) : (
        <p className="soft">Never deployed</p>
      )}
      <dl>
        <div>
          <dt>Commit</dt>
          <dd>{deploy?.repository.message ?? 'none'}</dd>
        </div>
        <div>
          <dt>Release</dt>
          <dd>
            {release ? `${release.name}, ${release.state?.name ?? 'no state'}` : missing(releases)}
          </dd>
        </div>
        <div>
          <dt>Newest post</dt>
          <dd>{post ? <a href={linkTo.post(post.id)}>{post.title}</a> : missing(posts)}</dd>
        </div>
      </dl>
    </article>
  );
}

/** Null is what nobody answered; an empty list is an answer. */
function missing(list: readonly unknown[] | null | undefined) {
  return list ? 'none' : 'not known now';
}
