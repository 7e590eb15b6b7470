import {
  checkbox,
  geo,
  number,
  objects,
  relation,
  text,
  type ContentField,
  type ContentType,
} from './content-type.ts';

/** A pixel count of a crop, as the vendor bounds it. */
const pixels = (minimum: number) => ({ type: 'number', maximum: 9999999, minimum });

const variants: ContentField = {
  label: 'Variants',
  inputType: 'object',
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', pattern: '^[_a-zA-Z0-9]+$', minLength: 1 },
        trim: {
          type: 'object',
          required: ['top', 'left'],
          properties: {
            top: pixels(0),
            left: pixels(0),
            right: pixels(0),
            width: pixels(1),
            bottom: pixels(0),
            height: pixels(1),
          },
        },
      },
    },
    minItems: 0,
  },
};

const siteSlug = text('Site', 'text', {
  helpText: 'Slug of the hosted site that shows this. <strong>Lower case.</strong>',
});

/** The content types of the sandbox account. */
export const sandboxTypes: readonly ContentType[] = [
  {
    name: 'blogpost',
    label: 'Blogpost',
    isDraftPublic: true,
    fields: {
      title: text('Title', 'text', { isRequired: true, isTitle: true }),
      slug: text('Slug', 'text', { isUnique: true, helpText: 'Last part of the address' }),
      excerpt: text('Excerpt', 'textarea', {
        helpText: 'Shown in lists.<br>Two sentences at most',
      }),
      content: text('Content', 'richtext'),
      siteSlug,
      publishedAt: text('Published at', 'dateTime'),
      readingMinutes: number('Reading time', { helpText: 'In minutes' }),
      featured: checkbox('Featured'),
      author: relation('Author', ['author']),
      headerImage: relation('Header image', ['_media']),
      tags: relation('Tags', ['_tag'], { isMultiple: true }),
      related: relation('Read or buy next', ['blogpost', 'product'], { isMultiple: true }),
      location: geo('Written at'),
      resources: objects('Resources', {
        label: text('Label', 'text', { isRequired: true }),
        url: text('Address'),
      }),
    },
  },
  {
    name: 'author',
    label: 'Author',
    fields: {
      name: text('Name', 'text', { isRequired: true, isTitle: true }),
      bio: text('Bio', 'textMarkdown'),
      email: text('E-mail', 'email', { isUnique: true }),
      avatar: relation('Avatar', ['_media']),
    },
  },
  {
    name: 'product',
    label: 'Product',
    fields: {
      name: text('Name', 'text', { isRequired: true, isTitle: true }),
      slug: text('Slug', 'text', { isRequired: true, isUnique: true }),
      price: number('Price', { helpText: 'In euro, <i>tax included</i>' }),
      description: text('Description', 'richtext'),
      siteSlug,
      gallery: relation('Gallery', ['_media'], { isMultiple: true }),
    },
  },
  {
    name: '_media',
    label: 'Media (internal)',
    isInternal: true,
    fields: {
      fileName: text('File name', 'text', { isRequired: true, isTitle: true }),
      mimeType: text('MIME type', 'text', { isRequired: true }),
      size: { ...number('Size', { isRequired: true }), schema: { type: 'number', minLength: 1 } },
      width: number('Width'),
      height: number('Height'),
      url: text('Url', 'text', { isRequired: true }),
      externalId: text('External id'),
      source: text('Source', 'select', { isRequired: true, options: ['disk', 'unsplash'] }),
      extension: text('Extension', 'text', { isRequired: true }),
      type: text('Type', 'select', { isRequired: true, options: ['image', 'file'] }),
      tags: relation('Tags', ['_tag'], { isMultiple: true }),
      alt: text('Alternative text'),
      variants,
    },
    example: {
      id: '_media-5d0c8b0e-3d6f-4e5e-9d0b-2a7f0c1e4b33',
      fileName: 'harbour.jpg',
      mimeType: 'image/jpeg',
      size: 48213,
      width: 1200,
      height: 800,
      url: '/image/0x0/_media-5d0c8b0e-3d6f-4e5e-9d0b-2a7f0c1e4b33.jpg',
      externalId: '',
      source: 'disk',
      extension: 'jpg',
      type: 'image',
      tags: [{ dataUrl: '/api/v1/content/_tag/_tag-1', type: 'internal' }],
      alt: 'A harbour in the morning',
      variants: [{ name: 'square', trim: { top: 0, left: 200, width: 800, height: 800 } }],
    },
  },
  {
    name: '_tag',
    label: 'Tag (internal)',
    isInternal: true,
    fields: { name: text('Name', 'text', { isRequired: true, isTitle: true }) },
  },
];
