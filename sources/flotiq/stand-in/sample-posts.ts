import type { JsonObject } from '../content-type.ts';
import { link } from './links.ts';

export interface SampleObject {
  id: string;
  fields: JsonObject;
  isDraft?: boolean;
}

const by = (id: string) => [link('author', id)];
const image = (id: string) => [link('_media', id)];
const tags = (...ids: string[]) => ids.map((id) => link('_tag', id));
const post = (number: number) => link('blogpost', `blogpost-${number}`);
const product = (number: number) => link('product', `product-${number}`);

/** Twelve public posts over three sites and two drafts. */
export const samplePosts: readonly SampleObject[] = [
  {
    id: 'blogpost-1',
    fields: {
      title: 'A new front door',
      slug: 'new-front-door',
      excerpt: 'The site has been rebuilt. It loads before you blink.',
      content: '<h2>Why</h2><p>The old one was <em>slow</em>.</p>',
      siteSlug: 'acme-www',
      publishedAt: '2026-01-05T09:00:00+00:00',
      readingMinutes: 4,
      featured: true,
      author: by('author-1'),
      headerImage: image('_media-2'),
      tags: tags('_tag-2', '_tag-1'),
      related: [post(2), product(1)],
      location: { lat: 50.06143, lon: 19.93658 },
      resources: [
        { label: 'Release notes', url: 'https://acme.example/releases' },
        { label: 'Press kit' },
      ],
    },
  },
  {
    id: 'blogpost-2',
    fields: {
      title: 'How we forge an anvil',
      slug: 'forging-an-anvil',
      excerpt: 'From ingot to ring.',
      content: '<p>First, heat. Then patience. An anvil is made of both.</p>',
      siteSlug: 'acme-www',
      publishedAt: '2026-01-09T09:00:00+00:00',
      readingMinutes: 7,
      featured: true,
      author: by('author-2'),
      headerImage: image('_media-3'),
      tags: tags('_tag-3'),
      related: [product(1), product(3)],
      location: { lat: 50.2649, lon: 19.0238 },
      resources: [],
    },
  },
  {
    id: 'blogpost-3',
    fields: {
      title: 'Meet the loading dock',
      slug: 'loading-dock',
      excerpt: 'Six people, four hundred crates.',
      content: null,
      siteSlug: 'acme-www',
      publishedAt: '2026-01-14T09:00:00+00:00',
      readingMinutes: 3,
      featured: false,
      author: by('author-1'),
      headerImage: image('_media-4'),
      tags: tags('_tag-1'),
      related: [],
      location: null,
    },
  },
  {
    // Nothing but what is required.
    id: 'blogpost-4',
    fields: { title: 'Closed on Friday', siteSlug: 'acme-www' },
  },
  {
    id: 'blogpost-5',
    fields: {
      title: 'Getting started with the catalogue',
      slug: 'catalogue-start',
      excerpt: 'Five minutes to your first order.',
      content: '<ol><li>Choose</li><li>Order</li></ol>',
      siteSlug: 'acme-docs',
      publishedAt: '2026-01-20T08:00:00+00:00',
      readingMinutes: 5,
      featured: true,
      author: by('author-3'),
      headerImage: [],
      tags: tags('_tag-how-to #1? 100%'),
      related: [product(4)],
    },
  },
  {
    id: 'blogpost-6',
    fields: {
      title: 'Reading a safety sheet',
      slug: 'safety-sheet',
      excerpt: '',
      content: '<p>The red column matters most.</p>',
      siteSlug: 'acme-docs',
      publishedAt: '2026-01-22T08:00:00+00:00',
      readingMinutes: 2,
      featured: false,
      author: by('author-3'),
      tags: [],
      // The second one is long gone.
      related: [post(5), post(404)],
    },
  },
  {
    id: 'blogpost-7',
    fields: {
      title: 'Release 7: faster labels',
      slug: 'release-7',
      excerpt: 'Labels print twice as fast.',
      content: '<p>And jam half as often.</p>',
      siteSlug: 'acme-docs',
      publishedAt: '2026-02-02T08:00:00+00:00',
      readingMinutes: 1,
      featured: false,
      author: by('author-2'),
      headerImage: image('_media-404'),
      tags: tags('_tag-2'),
    },
  },
  {
    id: 'blogpost-8',
    fields: {
      title: 'Magnets & you',
      slug: 'magnets',
      excerpt: 'Keep cards away.',
      content: '<p>A <b>giant</b> magnet is no toy.</p>',
      siteSlug: 'acme-shop',
      publishedAt: '2026-02-06T10:30:00+00:00',
      readingMinutes: 6,
      featured: false,
      author: by('author-1'),
      headerImage: image('_media-4'),
      tags: tags('_tag-3', '_tag-how-to #1? 100%'),
      related: [product(3)],
      location: { lat: 52.2297, lon: 21.0122 },
    },
  },
  {
    id: 'blogpost-9',
    fields: {
      title: 'Skates on sale',
      slug: 'skates-sale',
      excerpt: 'While they last, which is not long.',
      siteSlug: 'acme-shop',
      publishedAt: '2026-02-10T10:30:00+00:00',
      readingMinutes: 1,
      featured: true,
      author: [],
      headerImage: image('_media-2'),
      tags: tags('_tag-2'),
      related: [product(2)],
    },
  },
  {
    id: 'blogpost-10',
    fields: {
      title: 'Gift guide',
      slug: 'gift-guide',
      excerpt: 'For the one who has every anvil.',
      content: '<ul><li>Magnet</li><li>Manual</li></ul>',
      siteSlug: 'acme-shop',
      publishedAt: '2026-02-12T10:30:00+00:00',
      readingMinutes: 8,
      featured: false,
      author: by('author-2'),
      headerImage: image('_media-3'),
      tags: tags('_tag-1', '_tag-2', '_tag-3'),
      related: [product(3), product(4), post(8)],
    },
  },
  {
    id: 'blogpost-11',
    fields: {
      title: 'Zażółć: our first Polish catalogue',
      slug: 'polish-catalogue',
      excerpt: 'Ogonki included. 🧲',
      siteSlug: 'acme-www',
      publishedAt: null,
      readingMinutes: 2.5,
      featured: false,
      author: by('author-404'),
      tags: tags('_tag-1'),
      related: [],
    },
  },
  {
    id: 'blogpost-12',
    fields: {
      title: 'Spring hours',
      slug: 'spring-hours',
      excerpt: 'We open at six.',
      content: '<p>Bring coffee.</p>',
      siteSlug: 'acme-www',
      publishedAt: '2026-03-01T07:00:00+00:00',
      readingMinutes: 1,
      featured: false,
      author: by('author-1'),
      tags: tags('_tag-1'),
      related: [post(4)],
    },
  },
  {
    id: 'blogpost-13',
    isDraft: true,
    fields: {
      title: 'Not yet: release 8',
      slug: 'release-8',
      siteSlug: 'acme-docs',
      readingMinutes: 2,
      featured: false,
      author: by('author-2'),
      tags: tags('_tag-2'),
    },
  },
  {
    id: 'blogpost-14',
    isDraft: true,
    fields: { title: 'Not yet: summer sale', siteSlug: 'acme-shop', author: by('author-3') },
  },
];
