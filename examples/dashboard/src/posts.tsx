import type { ObservableQuery } from '@apollo/client';
import { Facts, When } from './facts.tsx';
import {
  MorePostsDocument,
  type PostsFragment,
  type SiteQuery,
  type SiteQueryVariables,
} from './graph/operations.ts';
import { More } from './more.tsx';
import { linkTo } from './route.ts';

export interface PostsProps {
  slug: string;
  posts: PostsFragment;
  fetchMore: ObservableQuery<SiteQuery, SiteQueryVariables>['fetchMore'];
}

export function Posts({ slug, posts: { items, totalCount }, fetchMore }: PostsProps) {
  // The next page goes into the same list of the cache, so the page that shows it need not know.
  const load = () =>
    fetchMore({
      query: MorePostsDocument,
      variables: { slug, page: Math.floor(items.length / 3) + 1 },
      errorPolicy: 'all',
    });

  if (totalCount === 0) return <p className="soft">Nothing has been written yet.</p>;
  return (
    <>
      <ul className="rows">
        {items.map(({ id, title, excerpt, publishedAt, author, internal }) => (
          <li key={id} className="plain">
            <a className="title" href={linkTo.post(id)}>
              {title ?? 'Untitled'}
            </a>
            {excerpt && <p>{excerpt}</p>}
            <Facts>
              {internal?.status && internal.status !== 'public' && (
                <span className="tag">{internal.status}</span>
              )}
              {author?.[0]?.name}
              {publishedAt ? <When at={publishedAt} /> : 'not dated'}
            </Facts>
          </li>
        ))}
      </ul>
      {items.length < totalCount && (
        <More load={load}>
          More posts ({items.length} of {totalCount})
        </More>
      )}
    </>
  );
}
