import type { PageFacts } from '../src/server/graphiql/page-facts.ts';

/** What the gateway wrote into the page. */
export const facts = JSON.parse(document.getElementById('facts')!.textContent!) as PageFacts;
