import {
  buildSchema,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { printSpace } from '../../../sources/fibery/print-space.ts';

const schema = buildSchema(printSpace());

function fieldsOf(name: string): string[] {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInputObjectType(type)) throw new Error(`no fields on ${name}`);
  return Object.keys(type.getFields());
}

describe('the contract of the space', () => {
  it('is what the generator prints (run vitest with -u to write it anew)', async () => {
    await expect(printSpace()).toMatchFileSnapshot('../../../sources/fibery/schema.graphql');
  });

  it('is a valid schema without subscriptions or custom scalars', () => {
    expect(validateSchema(schema)).toEqual([]);
    expect(schema.getSubscriptionType()).toBeUndefined();
    const scalars = Object.values(schema.getTypeMap()).filter(
      (type) => isScalarType(type) && !isSpecifiedScalarType(type),
    );
    expect(scalars).toEqual([]);
  });

  it('has a find and a mutation root for every database', () => {
    expect(fieldsOf('Query')).toEqual([
      'me',
      'job',
      'findPeople',
      'findProjects',
      'findReleases',
      'findTasks',
    ]);
    expect(fieldsOf('Mutation')).toEqual(['people', 'projects', 'releases', 'tasks']);
  });

  it('keeps read-only fields and documents out of what can be written', () => {
    expect(fieldsOf('DeliveryReleaseInput')).toEqual([
      'rank',
      'name',
      'project',
      'releaseDate',
      'siteSlug',
      'tasks',
      'state',
    ]);
    expect(fieldsOf('DeliveryReleaseFilter')).toContain('taskCount');
    expect(fieldsOf('DeliveryReleaseFilter')).not.toContain('description');
  });

  it('pages root lists by limit and offset, inner lists by limit only', () => {
    const root = schema.getQueryType()?.getFields()['findTasks'];
    const inner = schema.getType('DeliveryProject');
    if (!root || !isObjectType(inner)) throw new Error('the contract lost a list');
    const names = (args: readonly { name: string }[]) => args.map(({ name }) => name);
    expect(names(root.args).slice(0, 4)).toEqual(['orderBy', 'limit', 'offset', 'id']);
    expect(names(inner.getFields()['tasks']?.args ?? []).slice(0, 3)).toEqual([
      'orderBy',
      'limit',
      'id',
    ]);
  });

  it('gives each family of action its batch twin where it takes arguments', () => {
    expect(fieldsOf('DeliveryProjectOperations').filter((name) => /Tasks|Lead/.test(name))).toEqual(
      [
        'addLead',
        'addLeadBatch',
        'updateLead',
        'updateLeadBatch',
        'unlinkLead',
        'deleteLead',
        'addTasksItem',
        'addTasksItemBatch',
        'updateTasks',
        'updateTasksBatch',
        'linkTasks',
        'linkTasksBatch',
        'unlinkTasks',
        'unlinkTasksBatch',
        'deleteTasks',
        'deleteTasksBatch',
      ],
    );
  });

  it('names every field by its original name', () => {
    const task = schema.getType('DeliveryTask');
    if (!isObjectType(task)) throw new Error('the contract lost DeliveryTask');
    const { postId, state, name } = task.getFields();
    expect([postId, state, name].map((field) => field?.description)).toEqual([
      'Delivery/Post Id',
      'workflow/state',
      'Delivery/Name',
    ]);
  });
});
