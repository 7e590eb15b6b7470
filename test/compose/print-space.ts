/** A Fibery space in the shape that Fibery prints: a few databases with their support types. */
export function printSpace(space: string, databases: readonly string[], extra = ''): string {
  const types = databases.map((database) => `${space}${database}`);
  return `
schema {
  query: Query
  mutation: Mutation
}

type Query {
  me: FiberyUser
${databases.map((name) => `  find${name}s(orderBy: ${space}${name}Order, limit: Int, offset: Int, id: IDFilter, name: StringFilter): [${space}${name}]`).join('\n')}
}

type Mutation {
${databases.map((name) => `  ${lower(name)}s(id: IDFilter, name: StringFilter): ${space}${name}Operations`).join('\n')}
}

${types.map(printDatabase).join('\n')}

type FiberyUser { id: ID email: String name: String }
type RichField { secret: String md: String html: String text: String }
type MutationResult { message: String entities: [Entity] documents: [Doc] }
type Entity { id: ID type: String }
type Doc { secret: String }
enum Order { ASC DESC }
input IDFilter { is: ID in: [ID] isNull: Boolean }
input StringFilter { is: String contains: String in: [String] isNull: Boolean }
${extra}
`;
}

function printDatabase(type: string): string {
  return `
"""Made by <b>hand</b> &amp; kept<br>so"""
type ${type} { id: ID name: String createdBy: FiberyUser description: RichField }
input ${type}Input { name: String }
input ${type}Order { id: Order name: Order }
input ${type}Filter { id: IDFilter name: StringFilter }
type ${type}Operations {
  create(name: String): MutationResult
  createBatch(data: [${type}Input]): MutationResult
  update(name: String): MutationResult
  delete: MutationResult
  countOfEntities: Int
}`;
}

const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
