import type { ObservableQuery } from '@apollo/client';
import { useState } from 'react';
import { formatDate } from './format.ts';
import {
  MorePostsDocument,
  type PostsFragment,
  type SiteQuery,
  type SiteQueryVariables,
} from './graph/operations.ts';
import { Notices } from './notices.tsx';
import { linkTo } from './route.ts';

export interface PostsProps {
  slug: string;
  posts: PostsFragment;
  fetchMore: ObservableQuery<SiteQuery, SiteQueryVariables>['fetchMore'];
}

export function Posts({ slug, posts, fetchMore }: PostsProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { items, totalCount } = posts;

  async function more() {
    setBusy(true);
    // The next page goes into the same list of the cache, so the page that shows it need not know.
    const variables = { slug, page: Math.floor(items.length / 3) + 1 };
    const answer = await fetchMore({
      query: MorePostsDocument,
      variables,
      errorPolicy: 'all',
    }).catch((failure: unknown) => ({ error: failure }));
    setError(answer.error);
    setBusy(false);
  }

  if (totalCount === 0) return <p>Nothing has been written yet.</p>;
  return (
    <>
      <ul className="rows">
        {items.map(({ id, title, excerpt, publishedAt, author, internal }) => (
          <li key={id}>
            <div>
              <a href={linkTo.post(id)}>{title}</a>{' '}
              {internal?.status !== 'public' && <span className="tag">{internal?.status}</span>}
              {excerpt && <p>{excerpt}</p>}
              <small className="soft">
                {[author?.[0]?.name, publishedAt ? formatDate(publishedAt) : 'not dated']
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </div>
          </li>
        ))}
      </ul>
      <Notices error={error} />
      {items.length < totalCount && (
        <button type="button" className="quiet" disabled={isBusy} onClick={() => void more()}>
          More posts ({items.length} of {totalCount})
        </button>
      )}
    </>
  );
}
