import { useSubscription } from '@apollo/client/react';
import { Action } from './action.tsx';
import { DeployStatusDocument, type DeployFragment } from './graph/operations.ts';

const words = {
  IN_PROGRESS: 'Deploying',
  DEPLOYED: 'Deployed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
} as const;

/** The state of a deploy, which moves while it is looked at: each event changes the deploy in the cache. */
export function DeployState({ siteId, deploy }: { siteId: string; deploy: DeployFragment }) {
  const isRunning = deploy.status === 'IN_PROGRESS';
  const { data, error, restart } = useSubscription(DeployStatusDocument, {
    variables: { siteId, deployId: deploy.id },
    skip: !isRunning,
  });
  const isOld = isRunning && (data?.deployStatus?.stale || error);
  return (
    <span className="deploy-state">
      <span className="state" data-state={deploy.status} role="status">
        {words[deploy.status]}
        {isOld && <small> (last seen)</small>}
      </span>
      {isRunning && error && (
        <Action isQuiet onAct={restart}>
          Look again
        </Action>
      )}
    </span>
  );
}
