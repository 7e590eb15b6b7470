import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { PostDocument, SavePostDocument, type PostTextFragment } from './graph/operations.ts';
import { Loading, Notices } from './notices.tsx';
import { linkTo } from './route.ts';

export function PostPage({ id }: { id: string }) {
  const { data, error, loading, refetch } = useQuery(PostDocument, {
    variables: { id },
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const post = data?.getBlogpost;
  return (
    <>
      <nav aria-label="Breadcrumb">
        <a href={linkTo.sites}>Sites</a> <span aria-hidden="true">/</span>{' '}
        {post?.siteSlug && (
          <>
            <a href={linkTo.site(post.siteSlug)}>{post.siteSlug}</a>{' '}
            <span aria-hidden="true">/</span>{' '}
          </>
        )}
        Post
      </nav>
      <h1>{post?.title ?? 'Post'}</h1>
      <Notices error={error} onRetry={() => void refetch()} isRetrying={loading} />
      {loading && !post && <Loading of="the post" lines={5} />}
      {post && <PostForm post={post} />}
      {post?.tasks && post.tasks.length > 0 && (
        <section aria-labelledby="tasks-title">
          <h2 id="tasks-title">Work on this post</h2>
          <ul className="rows">
            {post.tasks.map(
              (task) =>
                task && (
                  <li key={task.id}>
                    <span className="tag">{task.state?.name}</span> <b>{task.name}</b>
                  </li>
                ),
            )}
          </ul>
        </section>
      )}
    </>
  );
}

/** What is typed is shown everywhere at once; should it not be kept, what was there before comes back. */
function PostForm({ post }: { post: PostTextFragment }) {
  const [isSaved, setSaved] = useState(false);
  const [save, { error, loading }] = useMutation(SavePostDocument, { errorPolicy: 'all' });

  async function submit(form: HTMLFormElement) {
    setSaved(false);
    const typed = new FormData(form);
    const input = {
      title: String(typed.get('title')),
      excerpt: String(typed.get('excerpt')),
      content: String(typed.get('content')),
    };
    const answer = await save({
      variables: { id: post.id, input },
      optimisticResponse: {
        patchBlogpost: { ...post, ...input, __typename: 'FlotiqBlogpost' } as PostTextFragment,
      },
    });
    setSaved(Boolean(answer.data?.patchBlogpost));
  }

  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      onChange={() => setSaved(false)}
    >
      <label>
        Title
        <input name="title" defaultValue={post.title ?? ''} required />
      </label>
      <label>
        Excerpt
        <textarea name="excerpt" rows={2} defaultValue={post.excerpt ?? ''} />
      </label>
      <label>
        Content (HTML)
        <textarea name="content" rows={8} defaultValue={post.content ?? ''} />
      </label>
      <Notices error={error} />
      <div className="actions">
        <span role="status" className="soft">
          {loading ? 'Saving …' : isSaved ? 'Saved' : ''}
        </span>
        <button type="submit" disabled={loading}>
          Save
        </button>
      </div>
    </form>
  );
}
