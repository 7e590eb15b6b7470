import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { DeployState } from './deploy-state.tsx';
import { When } from './facts.tsx';
import { SitesDocument, type SitesQuery } from './graph/operations.ts';
import { LoadingCards } from './loading.tsx';
import { More } from './more.tsx';
import { Notices } from './notices.tsx';
import { linkTo, useTitle } from './route.ts';

type SiteRow = NonNullable<SitesQuery['getSitesByTeam']>['sites'][number];

/** A key opens one team's sites; this is the team of the sandbox. */
const teamId = import.meta.env['VITE_TEAM'] ?? 'acme';

export function SitesPage() {
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(SitesDocument, {
    variables: { teamId },
    errorPolicy: 'all',
  });
  useTitle('Sites');
  const page = data?.getSitesByTeam;
  return (
    <>
      <h1>Sites</h1>
      <Notices
        error={error}
        onRetry={() => void refetch()}
        isRetrying={networkStatus === NetworkStatus.refetch}
      />
      {data && !page && !error && <p>There is no team of this name, or it is not yours to see.</p>}
      {networkStatus === NetworkStatus.loading && <LoadingCards of="sites" cards={3} />}
      {page?.sites.length === 0 && <p className="soft">This team has no site yet.</p>}
      <ul className="cards">
        {page?.sites.map((site) => (
          <li key={site.id}>
            <SiteCard site={site} />
          </li>
        ))}
      </ul>
      {page?.nextToken && (
        <More
          load={() => fetchMore({ variables: { nextToken: page.nextToken }, errorPolicy: 'all' })}
        >
          More sites
        </More>
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
          <span className="soft">
            <When at={deploy.completedAt ?? deploy.startedAt} />
          </span>
        </p>
      ) : (
        <p className="soft">Never deployed</p>
      )}
      <dl>
        <div>
          <dt>Commit</dt>
          <dd>{deploy?.repository.message ?? <Missing />}</dd>
        </div>
        <div>
          <dt>Release</dt>
          <dd>
            {release ? (
              `${release.name}, ${release.state?.name ?? 'no state'}`
            ) : (
              <Missing isAnswered={Boolean(releases)} />
            )}
          </dd>
        </div>
        <div>
          <dt>Newest post</dt>
          <dd>
            {post ? (
              <a href={linkTo.post(post.id)}>{post.title ?? 'Untitled'}</a>
            ) : (
              <Missing isAnswered={Boolean(posts)} />
            )}
          </dd>
        </div>
      </dl>
    </article>
  );
}

/** Null is what nobody answered; an empty list is an answer. */
function Missing({ isAnswered = true }: { isAnswered?: boolean }) {
  return <span className="soft">{isAnswered ? 'none' : 'not known now'}</span>;
}
