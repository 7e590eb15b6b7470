/** What the gateway tells GraphiQL about itself, as JSON in the page. Names and shapes, no values. */
export interface PageFacts {
  /** GraphiQL opens with a tab for each. */
  examples: readonly ExampleTab[];
  sources: readonly SourceFacts[];
}

export interface ExampleTab {
  query: string;
  /** JSON, as it stands in the editor. */
  variables?: string;
}

export interface SourceFacts {
  name: string;
  title: string;
  isStandIn: boolean;
  credentials: readonly CredentialFacts[];
}

export interface CredentialFacts {
  header: string;
  /** What a value looks like, for people. */
  shape: string;
  /** Where it is used, when that is not the whole source. */
  contract?: string;
  use: 'read' | 'write' | 'both';
}
