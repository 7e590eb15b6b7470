import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { SavePostDocument, type PostTextFragment } from './graph/operations.ts';
import { Notices } from './notices.tsx';

const isNotSaved =
  'Not saved, unless its answer was lost. The pages show what was there before; the form keeps what you typed.';

/** What is typed is shown everywhere at once; should it not be kept, what was there before comes back. */
export function PostForm({ post }: { post: PostTextFragment }) {
  const [isSaved, setSaved] = useState(false);
  const [save, { error, loading }] = useMutation(SavePostDocument, { errorPolicy: 'all' });

  async function submit(form: HTMLFormElement) {
    if (loading) return;
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
      className="card"
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
        <textarea name="content" rows={10} defaultValue={post.content ?? ''} />
      </label>
      <Notices error={error} meaning={isNotSaved} />
      <div className="actions">
        {post.internal?.status && <span className="tag">{post.internal.status}</span>}
        <span role="status" className="soft">
          {loading ? 'Saving …' : isSaved ? 'Saved' : ''}
        </span>
        <button type="submit" aria-disabled={loading}>
          Save
        </button>
      </div>
    </form>
  );
}
