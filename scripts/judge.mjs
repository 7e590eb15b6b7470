// `npm run judge -- --seed N --count N [--graph vendors|zoo]`: plans, Mesh and graphql-js answer generated
// operations, and have to agree.
import { runBundled } from './bundle.mjs';

await runBundled('test/plan/judge/main.ts');
