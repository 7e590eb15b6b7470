import type { ApolloCache } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { Action } from './action.tsx';
import {
  TriggerDeployDocument,
  type DeployFragment,
  type SiteSummaryFragment,
} from './graph/operations.ts';
import { Notices } from './notices.tsx';

export function TriggerDeploy({ site }: { site: SiteSummaryFragment }) {
  const [trigger, { error, loading }] = useMutation(TriggerDeployDocument, {
    variables: { siteId: site.id },
    errorPolicy: 'all',
    update: (cache, { data: started }) => {
      if (started?.triggerDeploy) addDeploy(cache, site, started.triggerDeploy);
    },
  });
  const isDeploying = loading || site.latestDeploy?.status === 'IN_PROGRESS';
  return (
    <>
      <Action isBusy={isDeploying} onAct={() => void trigger()}>
        {isDeploying ? 'Deploying …' : 'Deploy now'}
      </Action>
      <Notices error={error} />
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
  const isOfSite = (field: string) => field.includes(JSON.stringify(site.id));
  cache.modify<{ getDeploysBySite: { deploys: readonly (typeof reference)[] } | null }>({
    fields: {
      getDeploysBySite: (page, { storeFieldName }) =>
        page && 'deploys' in page && isOfSite(storeFieldName)
          ? { ...page, deploys: [reference, ...page.deploys] }
          : page,
    },
  });
}
