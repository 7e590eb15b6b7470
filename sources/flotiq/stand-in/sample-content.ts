import type { JsonObject } from '../content-type.ts';
import { Account, formatDate, type AccountOptions } from './account.ts';
import { link } from './links.ts';
import { samplePosts, type SampleObject } from './sample-posts.ts';
import { guide, guideId, pictureFields } from './sample-media.ts';

export interface SampleOptions extends AccountOptions {
  /** More public posts, `blogpost-1001` and on, for lists that need pages. @default 0 */
  extraPosts?: number;
}

const firstDayMs = Date.UTC(2026, 0, 5, 8, 30);
const dayMs = 24 * 60 * 60 * 1000;

/** A fresh copy of the sandbox's content. It is stored unchecked: some links lead nowhere. */
export function createSampleAccount({ extraPosts = 0, ...options }: SampleOptions): Account {
  const account = new Account(options);
  const store = (type: string, { id, fields, isDraft }: SampleObject, day: number) => {
    const savedAt = formatDate(firstDayMs + day * dayMs);
    const object = account.save(type, id, fields, savedAt);
    if (account.definitions.get(type)?.draftPublic && !isDraft) account.publish(object, savedAt);
  };
  for (const [type, objects] of Object.entries(sample)) {
    objects.forEach((object, day) => store(type, object, day));
  }
  for (let number = 1; number <= extraPosts; number += 1) {
    store('blogpost', extraPost(number), samplePosts.length + number);
  }
  account.files.set(guideId, { bytes: guide, mimeType: 'text/plain' });
  return account;
}

const tags = (...ids: string[]) => ids.map((id) => link('_tag', id));
const media = (...ids: string[]) => ids.map((id) => link('_media', id));

function picture(id: string, fileName: string, size: [number, number], more: JsonObject) {
  const [width, height] = size;
  return { id, fields: { ...pictureFields({ id, fileName, width, height }), ...more } };
}

const square = { name: 'square', trim: { top: 0, left: 200, width: 800, height: 800 } };

const sample: Record<string, readonly SampleObject[]> = {
  _tag: [
    { id: '_tag-1', fields: { name: 'People' } },
    { id: '_tag-2', fields: { name: 'Releases' } },
    { id: '_tag-3', fields: { name: 'Craft' } },
    // Ids may hold what a URL may not.
    { id: '_tag-how-to #1? 100%', fields: { name: 'How to' } },
  ],
  _media: [
    picture('_media-1', 'ada.png', [400, 400], {
      tags: tags('_tag-1'),
      alt: 'Ada at her desk',
      variants: [],
    }),
    picture('_media-2', 'workshop.png', [1200, 800], {
      tags: tags('_tag-3', '_tag-how-to #1? 100%'),
      alt: 'The workshop in the morning',
      variants: [square],
    }),
    picture('_media-3', 'anvil.png', [1200, 1200], { tags: [], alt: '', variants: [] }),
    picture('_media-4', 'crates.png', [1600, 900], {
      tags: tags('_tag-2'),
      alt: null,
      variants: [],
    }),
    picture('_media-5', 'bob.png', [400, 400], { tags: tags('_tag-1'), variants: [] }),
    {
      id: guideId,
      fields: {
        fileName: 'packing-guide.txt',
        mimeType: 'text/plain',
        size: guide.length,
        width: 0,
        height: 0,
        url: `/image/0x0/${guideId}.txt`,
        externalId: '',
        source: 'disk',
        extension: 'txt',
        type: 'file',
        tags: [],
        variants: [],
      },
    },
  ],
  author: [
    {
      id: 'author-1',
      fields: {
        name: 'Ada Nowak',
        bio: 'Writes about *metal* and what it is good for.',
        email: 'ada@acme.example',
        avatar: media('_media-1'),
      },
    },
    {
      id: 'author-2',
      fields: {
        name: 'Bob Reyes',
        bio: null,
        email: 'bob@acme.example',
        avatar: media('_media-5'),
      },
    },
    { id: 'author-3', fields: { name: 'Cleo Okafor', email: '', avatar: [] } },
  ],
  product: [
    {
      id: 'product-1',
      fields: {
        name: 'Drop-forged anvil',
        slug: 'anvil',
        price: 349.5,
        description: '<p>Sixty kilograms, <strong>one</strong> piece.</p>',
        siteSlug: 'acme-shop',
        gallery: media('_media-3', '_media-2'),
      },
    },
    {
      id: 'product-2',
      fields: {
        name: 'Rocket skates',
        slug: 'rocket-skates',
        price: 89,
        description: '<p>Not for slopes.</p>',
        siteSlug: 'acme-shop',
        gallery: [],
      },
    },
    {
      id: 'product-3',
      fields: {
        name: 'Giant magnet',
        slug: 'giant-magnet',
        price: 129.99,
        description: null,
        siteSlug: 'acme-shop',
        gallery: media('_media-4'),
      },
    },
    {
      id: 'product-4',
      fields: { name: 'Field manual', slug: 'field-manual', siteSlug: 'acme-docs' },
    },
  ],
  blogpost: samplePosts,
};

function extraPost(number: number): SampleObject {
  const sites = ['acme-www', 'acme-docs', 'acme-shop'];
  return {
    id: `blogpost-${1000 + number}`,
    fields: {
      title: `Note ${number} from the floor`,
      slug: `note-${number}`,
      excerpt: `What happened in shift ${number}.`,
      siteSlug: sites[number % sites.length],
      publishedAt: formatDate(firstDayMs + number * dayMs),
      readingMinutes: 1 + (number % 9),
      featured: false,
      author: [link('author', `author-${1 + (number % 3)}`)],
      tags: [link('_tag', '_tag-3')],
    },
  };
}
