import { formatDate } from './format.ts';
import type { SiteQuery } from './graph/operations.ts';
import { linkTo } from './route.ts';

type Release = NonNullable<NonNullable<SiteQuery['findReleases']>[number]>;
type Task = NonNullable<NonNullable<Release['tasks']>[number]>;

export function Work({ releases }: { releases: NonNullable<SiteQuery['findReleases']> }) {
  const known = releases.filter((release) => release !== null);
  if (known.length === 0) return <p>No release is planned.</p>;
  return known.map((release) => (
    <article key={release.id} className="release">
      <h3>
        {release.name} <span className="tag">{release.state?.name}</span>
      </h3>
      <p className="soft">{formatDate(release.releaseDate)}</p>
      <ul className="rows">
        {release.tasks?.map((task) => task && <TaskRow key={task.id} task={task} />)}
      </ul>
    </article>
  ));
}

function TaskRow({ task }: { task: Task }) {
  const people = (task.assignees ?? []).map((person) => person?.name).filter(Boolean);
  return (
    <li>
      <span className="tag">{task.state?.name}</span>
      <div>
        <b>{task.name}</b>
        <small className="soft">
          #{task.publicId}
          {people.length > 0 && ` · ${people.join(', ')}`}
          {task.dueDate && ` · due ${formatDate(task.dueDate)}`}
          {task.post && (
            <>
              {' · '}
              <a href={linkTo.post(task.post.id)}>{task.post.title}</a>
            </>
          )}
        </small>
      </div>
    </li>
  );
}
