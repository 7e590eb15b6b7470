import { expect, it } from 'vitest';
import { toDefinition } from '../../../sources/flotiq/content-definition.ts';
import { relation, text, type ContentType } from '../../../sources/flotiq/content-type.ts';
import { openStandIn, type Json } from './open-stand-in.ts';

const path = '/api/v1/internal/contenttype';

const recipe: ContentType = {
  name: 'recipe',
  label: 'Recipe',
  fields: {
    title: text('Title', 'text', { isRequired: true, isTitle: true }),
    cook: relation('Cook', ['author']),
    next: relation('Next', []),
  },
};

it('lists types, narrowed by name, label and kind', async () => {
  await using flotiq = await openStandIn();
  const names = async (query: string) =>
    (await flotiq.writer.get(`${path}?${query}`)).body.data.map(({ name }: Json) => name);
  expect(await names('limit=10000')).toEqual(['_media', '_tag', 'author', 'blogpost', 'product']);
  expect(await names('internal=0&order_direction=desc')).toEqual(['product', 'blogpost', 'author']);
  expect(await names('label=tag')).toEqual(['_tag']);
  expect(await names('name=post')).toEqual(['blogpost']);
});

it('shows a type as it was modelled, its references written out when asked', async () => {
  await using flotiq = await openStandIn();
  const { body } = await flotiq.writer.get(`${path}/blogpost`);
  expect(body).toMatchObject({ name: 'blogpost', draftPublic: true, internal: false });
  expect(body.metaDefinition.propertiesConfig.author.validation).toEqual({
    relationContenttype: 'author',
    relationMultiple: false,
  });
  const strict = await flotiq.writer.get(`${path}/blogpost?resolveRef=1&strictSchema=1`);
  expect(strict.body.schema.allOf[0].properties).toHaveProperty('internal');
  expect(strict.body).not.toHaveProperty('schemaDefinition');
});

it('takes a new type, which then has endpoints and a place in the document', async () => {
  await using flotiq = await openStandIn();
  expect((await flotiq.writer.post(path, toDefinition(recipe))).status).toBe(200);
  const made = await flotiq.writer.post('/api/v1/content/recipe', { title: 'Soup' });
  expect(made.body.internal).toMatchObject({ contentType: 'recipe', objectTitle: 'Soup' });
  const { body } = await flotiq.writer.get('/api/v1/open-api-schema.json?hydrate=1');
  expect(body.paths['/api/v1/content/recipe'].get.operationId).toBe('listRecipe');
  const { cook, next } = body.components.schemas.recipe.allOf[1].properties;
  expect(cook.items.$ref).toBe('#/components/schemas/author');
  expect(next.items.oneOf).toHaveLength(6);
});

it('refuses what it cannot define, by paths no GraphQL name can carry', async () => {
  await using flotiq = await openStandIn();
  const { metaDefinition, ...rest } = toDefinition(recipe);
  const broken = {
    ...rest,
    name: 'Recipe1',
    label: '',
    metaDefinition: { ...metaDefinition, propertiesConfig: { title: { inputType: 'text' } } },
  };
  expect(await flotiq.writer.post(path, broken)).toEqual({
    status: 400,
    body: {
      name: ['Does not match the regex pattern ^[_a-z]+$'],
      label: ['Must be at least 1 characters long'],
      'metaDefinition.propertiesConfig.title.label': ['The property label is required'],
    },
  });
  const taken = await flotiq.writer.post(path, { ...toDefinition(recipe), name: 'author' });
  expect(taken.body).toEqual({ name: ['This value is already used.'] });
});

it('replaces a type, and deletes one without objects', async () => {
  await using flotiq = await openStandIn();
  await flotiq.writer.post(path, toDefinition(recipe));
  const renamed = { ...toDefinition(recipe), label: 'Dish' };
  expect((await flotiq.writer.put(`${path}/recipe`, renamed)).body.label).toBe('Dish');
  await flotiq.writer.post('/api/v1/content/recipe', { title: 'Soup' });
  expect(await flotiq.writer.delete(`${path}/recipe`)).toEqual({
    status: 400,
    body: { errors: ["Content Type has objects, you can't remove it!"] },
  });
  const purged = await flotiq.writer.post(`${path}/recipe/purge`, { deleteSchema: false });
  expect(purged.status).toBe(204);
  expect((await flotiq.writer.delete(`${path}/recipe`)).status).toBe(200);
  expect((await flotiq.writer.get(`${path}/recipe`)).status).toBe(404);
});

it('forgets new types on reset', async () => {
  await using flotiq = await openStandIn();
  await flotiq.writer.post(path, toDefinition(recipe));
  flotiq.standIn.reset();
  expect((await flotiq.writer.get(`${path}/recipe`)).status).toBe(404);
});
