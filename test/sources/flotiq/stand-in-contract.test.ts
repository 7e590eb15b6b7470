import { expect, it } from 'vitest';
import { printAccount } from '../../../sources/flotiq/print-account.ts';
import { openStandIn, type Json } from './open-stand-in.ts';

const { schemas } = (printAccount({ hydrate: 1 }) as Json).components;
const internal = Object.keys(
  schemas.AbstractContentTypeSchemaDefinition.properties.internal.properties,
);

it.each(['blogpost', 'author', 'product', '_media', '_tag'])(
  'every %s it answers has what the contract requires and nothing the contract does not know',
  async (type) => {
    await using flotiq = await openStandIn({ extraPosts: 3 });
    const { body } = await flotiq.preview.get(`/api/v1/content/${type}?limit=1000`);
    const { allOf, required } = schemas[type];
    const known = ['id', 'internal', ...Object.keys(allOf[1].properties)];
    for (const object of body.data) {
      expect(known).toEqual(expect.arrayContaining(Object.keys(object)));
      expect(internal).toEqual(expect.arrayContaining(Object.keys(object.internal)));
      expect(Object.keys(object)).toEqual(expect.arrayContaining(required));
    }
  },
);

it('stores only samples that a caller could have sent, dangling links aside', async () => {
  await using flotiq = await openStandIn();
  for (const type of ['blogpost', 'author', 'product', '_media', '_tag']) {
    const { body } = await flotiq.preview.get(`/api/v1/content/${type}`);
    for (const { id, internal: _, ...fields } of body.data) {
      const path = `/api/v1/content/${type}/${encodeURIComponent(id)}`;
      const answer = await flotiq.writer.put(path, { id, ...fields });
      const missing = Object.values(answer.status === 400 ? answer.body : {});
      expect(new Set(missing.flat())).toEqual(
        new Set(
          JSON.stringify(fields).includes('-404"') ? ['This value does not exist in database'] : [],
        ),
      );
    }
  }
});
