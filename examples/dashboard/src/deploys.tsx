import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { DeployState } from './deploy-state.tsx';
import { Facts, When } from './facts.tsx';
import { formatDuration } from './format.ts';
import { DeploysDocument, type DeployFragment } from './graph/operations.ts';
import { Loading } from './loading.tsx';
import { More } from './more.tsx';
import { Notices } from './notices.tsx';

export function Deploys({ siteId }: { siteId: string }) {
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(DeploysDocument, {
    variables: { siteId },
    errorPolicy: 'all',
  });
  const page = data?.getDeploysBySite;
  return (
    <>
      <Notices
        error={error}
        onRetry={() => void refetch()}
        isRetrying={networkStatus === NetworkStatus.refetch}
      />
      {networkStatus === NetworkStatus.loading && <Loading of="deploys" rows={6} />}
      {page?.deploys.length === 0 && <p className="soft">Never deployed.</p>}
      <ol className="rows">
        {page?.deploys.map((deploy) => (
          <li key={deploy.id}>
            <DeployRow siteId={siteId} deploy={deploy} />
          </li>
        ))}
      </ol>
      {page?.nextToken && (
        <More
          load={() => fetchMore({ variables: { nextToken: page.nextToken }, errorPolicy: 'all' })}
        >
          Older deploys
        </More>
      )}
    </>
  );
}

function DeployRow({ siteId, deploy }: { siteId: string; deploy: DeployFragment }) {
  const { repository, completedAt, startedAt, totalTime } = deploy;
  return (
    <>
      <DeployState siteId={siteId} deploy={deploy} />
      <b className="title">{repository.message ?? 'Uploaded, without a commit'}</b>
      <Facts>
        <When at={completedAt ?? startedAt} />
        {formatDuration(totalTime)}
        {repository.commit && <code>{repository.commit.slice(0, 7)}</code>}
      </Facts>
    </>
  );
}
