/** A page of posts as the REST API answers it: filters and ids decide what the posts belong to. */
export function answerBlogposts(query) {
  const limit = Number(query.get('limit') ?? 20);
  const { siteSlug } = JSON.parse(query.get('filters') ?? '{}');
  const wanted = [siteSlug?.filter ?? 'acme-www'].flat();
  const isHydrated = Number(query.get('hydrate') ?? 0) > 0;
  return {
    total_count: limit,
    total_pages: 1,
    current_page: 1,
    count: limit,
    data: Array.from({ length: limit }, (_, index) => ({
      id: `blogpost-${index + 1}`,
      internal: {
        contentType: 'blogpost',
        createdAt: '2025-01-31T12:00:00+00:00',
        updatedAt: '2025-01-31T12:00:00+00:00',
        deletedAt: '',
      },
      title: `Post number ${index + 1} of the benchmark`,
      slug: `post-number-${index + 1}`,
      excerpt: 'What came with this release, why it was made so, and what comes after it. '.repeat(
        2,
      ),
      siteSlug: wanted[index % wanted.length],
      publishedAt: '2025-01-31',
      readingMinutes: 4,
      featured: index % 2 === 0,
      author: [
        isHydrated ? author : { type: 'internal', dataUrl: '/api/v1/content/author/author-1' },
      ],
    })),
  };
}

const author = {
  id: 'author-1',
  internal: { contentType: 'author', createdAt: '2025-01-31T12:00:00+00:00' },
  name: 'Ada of the benchmark',
};
