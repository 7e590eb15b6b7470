import { NetworkStatus, type ApolloCache } from '@apollo/client';
import { useMutation, useQuery } from '@apollo/client/react';
import { DeployState } from './deploy-state.tsx';
import { formatDate, formatDuration } from './format.ts';
import {
  DeploysDocument,
  TriggerDeployDocument,
  type DeployFragment,
  type SiteSummaryFragment,
} from './graph/operations.ts';
import { Loading, Notices } from './notices.tsx';

export function Deploys({ site }: { site: SiteSummaryFragment }) {
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(DeploysDocument, {
    variables: { siteId: site.id },
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const [trigger, triggered] = useMutation(TriggerDeployDocument, {
    variables: { siteId: site.id },
    errorPolicy: 'all',
    update: (cache, { data: started }) => {
      if (started?.triggerDeploy) addDeploy(cache, site, started.triggerDeploy);
    },
  });
  const page = data?.getDeploysBySite;
  const isBusy =
    networkStatus === NetworkStatus.fetchMore || networkStatus === NetworkStatus.refetch;
  const isDeploying = site.latestDeploy?.status === 'IN_PROGRESS';
  return (
    <>
      <div className="actions">
        <button
          type="button"
          disabled={triggered.loading || isDeploying}
          onClick={() => void trigger()}
        >
          {isDeploying ? 'Deploying …' : 'Deploy now'}
        </button>
      </div>
      <Notices error={triggered.error} />
      <Notices error={error} onRetry={() => void refetch()} isRetrying={isBusy} />
      {networkStatus === NetworkStatus.loading && <Loading of="deploys" />}
      <ol className="rows">
        {page?.deploys.map((deploy) => (
          <li key={deploy.id}>
            <DeployRow siteId={site.id} deploy={deploy} />
          </li>
        ))}
      </ol>
      {page?.nextToken && (
        <button
          type="button"
          className="quiet"
          disabled={isBusy}
          onClick={() => void fetchMore({ variables: { nextToken: page.nextToken } })}
        >
          Older deploys
        </button>
      )}
    </>
  );
}

function DeployRow({ siteId, deploy }: { siteId: string; deploy: DeployFragment }) {
  const { repository, completedAt, startedAt, totalTime } = deploy;
  const facts = [
    formatDate(completedAt ?? startedAt),
    formatDuration(totalTime),
    repository.commit?.slice(0, 7),
  ];
  return (
    <>
      <DeployState siteId={siteId} deploy={deploy} />
      <div>
        <b>{repository.message ?? 'Without a message'}</b>
        <small className="soft">{facts.filter(Boolean).join(' · ')}</small>
      </div>
    </>
  );
}

/** Nothing is asked again: the deploy is in the cache, and these two places now lead to it. */
function addDeploy(cache: ApolloCache, site: SiteSummaryFragment, deploy: DeployFragment): void {
  const id = cache.identify(deploy as typeof deploy & { __typename: string });
  if (!id) return;
  const reference = { __ref: id };
  cache.modify({
    id: cache.identify({ __typename: 'FleekSite', id: site.id })!,
    fields: { latestDeploy: () => reference },
  });
  cache.modify<{ getDeploysBySite: { deploys: (typeof reference)[] } }>({
    fields: {
      getDeploysBySite: (known, { storeFieldName }) =>
        known && storeFieldName.includes(site.id)
          ? {
              ...known,
              deploys: [reference, ...(known as { deploys: (typeof reference)[] }).deploys],
            }
          : known,
    },
  });
}
