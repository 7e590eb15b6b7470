const comparisons = (type: string, extra = '') => `input ${type}Filter {
  is: ${type}
  isNot: ${type}
${extra}  greater: ${type}
  greaterOrEquals: ${type}
  less: ${type}
  lessOrEquals: ${type}
  in: [${type}]
  notIn: [${type}]
  isNull: Boolean
}`;

/** Types that are the same in every space, whatever its databases. */
export const scaffolding = `${comparisons('String', '  contains: String\n  notContains: String\n')}

${comparisons('Float')}

input IDFilter {
  is: ID
  isNot: ID
  in: [ID]
  notIn: [ID]
  isNull: Boolean
}

${comparisons('Int')}

input BooleanFilter {
  is: Boolean
  isNull: Boolean
}

input DateRangeFilter {
  start: StringFilter
  end: StringFilter
  isNull: Boolean
}

type DateRange {
  start: String
  end: String
}

input DateRangeInput {
  start: String
  end: String
}

type RichField {
  secret: String
  md: String
  html: String
  jsonString: String
  text: String
}

type Document {
  id: ID
  secret: String
  name: String
  md: String
  html: String
  jsonString: String
  text: String
}

type Entity {
  id: ID
  type: String
}

type Doc {
  secret: String
}

type MutationResult {
  message: String
  entities: [Entity]
  documents: [Doc]
}

type BackgroundJobStart {
  jobId: String
}

type BackgroundJob {
  """EXECUTING, COMPLETED or FAILED"""
  status: String
  message: String
  actions: [BackgroundJobAction]
}

type BackgroundJobAction {
  actionName: String
  result: MutationResult
}

enum Order {
  ASC
  DESC
}

input DateRangeOrder {
  start: Order
  end: Order
}`;
