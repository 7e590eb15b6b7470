// `npm run isolation -- --count N --seed N [--executor mesh]`: a crowd of callers asks the same things at
// the same time by every path, and each may see only what was fetched with their own credentials.
import { runBundled } from './bundle.mjs';

await runBundled('test/gates/isolation/main.ts');
