import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Facts } from './facts.tsx';
import { PostDocument, type PostQuery } from './graph/operations.ts';
import { Loading } from './loading.tsx';
import { Notices } from './notices.tsx';
import { PostForm } from './post-form.tsx';
import { linkTo, useTitle } from './route.ts';

export function PostPage({ id }: { id: string }) {
  const { data, error, networkStatus, refetch } = useQuery(PostDocument, {
    variables: { id },
    errorPolicy: 'all',
  });
  const post = data?.getBlogpost;
  useTitle(post?.title ?? 'Post');
  return (
    <>
      <nav aria-label="Breadcrumb">
        <a href={linkTo.sites}>Sites</a>
        {post?.siteSlug && <a href={linkTo.site(post.siteSlug)}>{post.siteSlug}</a>}
      </nav>
      <h1>{post?.title ?? 'Post'}</h1>
      <Notices
        error={error}
        onRetry={() => void refetch()}
        isRetrying={networkStatus === NetworkStatus.refetch}
      />
      {data && !post && !error && <p>There is no post of this id, or it is not yours to see.</p>}
      <div className="panels main">
        {networkStatus === NetworkStatus.loading && (
          <section>
            <Loading of="the post" rows={6} isPlain />
          </section>
        )}
        {post && <PostForm post={post} />}
        {post && <Tasks tasks={post.tasks} />}
      </div>
    </>
  );
}

function Tasks({ tasks }: Pick<NonNullable<PostQuery['getBlogpost']>, 'tasks'>) {
  const known = tasks?.filter((task) => task !== null) ?? [];
  return (
    <section aria-labelledby="tasks-title">
      <div className="head">
        <h2 id="tasks-title">Work on this post</h2>
      </div>
      {known.length === 0 && <p className="soft">{tasks ? 'None.' : 'Not known now.'}</p>}
      <ul className="rows">
        {known.map(({ id, name, state }) => (
          <li key={id} className="plain">
            <b className="title">{name}</b>
            <Facts>{state?.name}</Facts>
          </li>
        ))}
      </ul>
    </section>
  );
}
