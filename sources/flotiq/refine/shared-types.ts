/** Definitions that do not depend on the account, by name. Those that nothing refers to are left out. */
export const sharedTypes: Record<string, string> = Object.fromEntries(
  `
scalar FlotiqJSON

interface FlotiqContent @discriminator(subgraph: "flotiq", field: "__typename") {
  id: ID!
  "/api/v1/content/{type}/{id}: how other objects refer to this one."
  dataUrl: String
  internal: FlotiqInternal
}

"An object of a type that the contract does not have."
type FlotiqOtherContent implements FlotiqContent {
  id: ID!
  dataUrl: String
  internal: FlotiqInternal
}

"What the system keeps about an object. Moments are ISO 8601."
type FlotiqInternal {
  "API name of the content type."
  contentType: String
  createdAt: String
  updatedAt: String
  "Empty while the object lives."
  deletedAt: String
  objectTitle: String
  latestVersion: Int
  workflowState: String
  workflowPublicVersion: Int
  workflowPublishedAt: String
  "draft, public, modified or archived."
  status: String
  "-1 if no version is public."
  publicVersion: Int
  publishedAt: String
}

type FlotiqVersion {
  id: ID!
  version: Int
  current: Boolean
  createdAt: String
  updatedAt: String
  deletedAt: String
  internal: FlotiqInternal
  owner: FlotiqUser
  editor: FlotiqUser
}

type FlotiqUser {
  id: ID
  username: String
  email: String
  firstName: String
  lastName: String
  roles: [String]
  language: String
  enabled: Boolean
}

type FlotiqBatchResult {
  totalCount: Int
  successCount: Int
  errorCount: Int
  errors: [FlotiqJSON]
}

type FlotiqSearchHit {
  score: Float
  item: FlotiqContent
}

type FlotiqContentTypeDefinition {
  id: ID
  "API name, as in paths and in internal.contentType."
  name: String
  label: String
  internal: Boolean
  draftPublic: Boolean
  workflowId: String
  "JSON Schema of the objects."
  schemaDefinition: FlotiqJSON
  "Order and configuration of the fields."
  metaDefinition: FlotiqJSON
  createdAt: String
  updatedAt: String
}

input FlotiqContentTypeDefinitionInput {
  name: String!
  label: String!
  internal: Boolean
  draftPublic: Boolean
  workflowId: String
  schemaDefinition: FlotiqJSON!
  metaDefinition: FlotiqJSON!
}

"A file: either its content in base64 with a name and a MIME type, or the address to copy it from."
input FlotiqMediaUpload {
  base64: String
  "Only https, and only from origins that the operator of the gateway allows."
  url: String
  fileName: String
  mimeType: String
}

enum FlotiqMode {
  "What is public, as without a mode."
  PUBLIC
  "Drafts and other states too."
  PREVIEW
}

enum FlotiqDirection {
  ASC
  DESC
}

"Leads to another object. The id is enough where the field has one type of objects; elsewhere say which."
input FlotiqRelationInput {
  id: ID
  "API name of the content type."
  type: String
  "In place of id and type: /api/v1/content/{type}/{id}."
  dataUrl: String
}

"Exactly one condition; only lessThanOrEqual and greaterThanOrEqual go together."
input FlotiqStringFilter {
  equals: String
  notEqual: String
  in: [String!]
  notIn: [String!]
  contains: String
  notContains: String
  startsWith: String
  endsWith: String
  lessThan: String
  lessThanOrEqual: String
  greaterThan: String
  greaterThanOrEqual: String
  inRange: FlotiqStringRange
  empty: Boolean
  notEmpty: Boolean
  "For lists: has one of these."
  overlaps: [String!]
  "For lists: has this."
  includes: String
}

input FlotiqStringRange {
  from: String!
  to: String!
}

"Exactly one condition; only lessThanOrEqual and greaterThanOrEqual go together."
input FlotiqNumberFilter {
  equals: Float
  notEqual: Float
  in: [Float!]
  notIn: [Float!]
  lessThan: Float
  lessThanOrEqual: Float
  greaterThan: Float
  greaterThanOrEqual: Float
  inRange: FlotiqNumberRange
  empty: Boolean
  notEmpty: Boolean
  "For lists: has one of these."
  overlaps: [Float!]
  "For lists: has this."
  includes: Float
}

input FlotiqNumberRange {
  from: Float!
  to: Float!
}

"Exactly one condition."
input FlotiqBooleanFilter {
  equals: Boolean
  notEqual: Boolean
  empty: Boolean
  notEmpty: Boolean
}

"Exactly one condition; \`type\`, the API name, goes with id and ids where several types can stand."
input FlotiqRelationFilter {
  id: ID
  ids: [ID!]
  type: String
  dataUrl: String
  empty: Boolean
  notEmpty: Boolean
}

input FlotiqInternalWhere {
  contentType: FlotiqStringFilter
  createdAt: FlotiqStringFilter
  updatedAt: FlotiqStringFilter
  deletedAt: FlotiqStringFilter
  objectTitle: FlotiqStringFilter
  latestVersion: FlotiqNumberFilter
  workflowState: FlotiqStringFilter
  status: FlotiqStringFilter
  publicVersion: FlotiqNumberFilter
  publishedAt: FlotiqStringFilter
}

input FlotiqInternalOrderBy {
  createdAt: FlotiqDirection
  updatedAt: FlotiqDirection
  deletedAt: FlotiqDirection
  objectTitle: FlotiqDirection
  latestVersion: FlotiqDirection
  workflowState: FlotiqDirection
  status: FlotiqDirection
  publicVersion: FlotiqDirection
  publishedAt: FlotiqDirection
}

"Exactly one field."
input FlotiqVersionOrderBy {
  internal: FlotiqInternalOrderBy
}
`
    .trim()
    .split('\n\n')
    .map((sdl) => [/^(?:type|interface|input|enum|scalar) (\w+)/m.exec(sdl)![1]!, sdl]),
);
