import { Facts, When } from './facts.tsx';
import type { SiteQuery } from './graph/operations.ts';
import { linkTo } from './route.ts';

type Release = NonNullable<NonNullable<SiteQuery['findReleases']>[number]>;
type Task = NonNullable<NonNullable<Release['tasks']>[number]>;

export function Work({ releases }: { releases: NonNullable<SiteQuery['findReleases']> }) {
  const known = releases.filter((release) => release !== null);
  if (known.length === 0) return <p className="soft">No release is planned.</p>;
  return known.map((release) => (
    <article key={release.id} className="release">
      <div className="head">
        <h3>{release.name}</h3>
        <Facts>
          {release.state?.name}
          <When at={release.releaseDate} />
        </Facts>
      </div>
      {release.tasks?.length === 0 && <p className="soft">Nothing is left to do, or planned.</p>}
      <ul className="rows">
        {release.tasks?.map((task) => task && <TaskRow key={task.id} task={task} />)}
      </ul>
    </article>
  ));
}

function TaskRow({ task: { publicId, name, state, assignees, dueDate, post } }: { task: Task }) {
  const people = (assignees ?? []).map((person) => person?.name).filter(Boolean);
  return (
    <li>
      <span className="state" data-state="task">
        {state?.name ?? 'No state'}
      </span>
      <b className="title">{name}</b>
      <Facts>
        {`#${publicId}`}
        {people.join(', ')}
        {dueDate && (
          <>
            due <When at={dueDate} />
          </>
        )}
        {post && <a href={linkTo.post(post.id)}>{post.title ?? 'Untitled'}</a>}
      </Facts>
    </li>
  );
}
