// The stand-ins, in a process of their own: each marks what it answers with whose credential it was
// asked by, fails as often as it is told, and counts every mutation that it receives.
import { importBundled } from '../bundle.mjs';
import { Random } from './random.mjs';
import { RandomFaults } from './random-faults.mjs';

const { start } = await importBundled(`
  import { impersonateFibery } from './sources/fibery/stand-in.ts';
  import { impersonateFleek } from './sources/fleek/stand-in.ts';
  import { impersonateFlotiq } from './sources/flotiq/stand-in.ts';
  import { serveStandIn } from './sources/stand-in/serve.ts';
  const acceptAnyCredential = true;
  export const start = (faults) => Promise.all([
    serveStandIn(impersonateFleek({ acceptAnyCredential, deployMs: 2000 }), { faults }),
    serveStandIn(impersonateFibery({ acceptAnyCredential, enforceLimits: false }), { faults }),
    serveStandIn(impersonateFlotiq({ acceptAnyCredential }), { faults }),
  ]);`);

const faults = new RandomFaults(new Random(Number(process.env.SEED)));
const standIns = await start(faults);
const [fleek, fibery, flotiq] = standIns.map(({ origin }) => origin);
/** Source and name of what was to be made -> how often it was asked for. */
const received = new Map();
let calls = 0;

/** Calls are kept by nobody else, so a long run takes no memory for them. */
function takeNote() {
  for (const standIn of standIns) {
    for (const { body } of standIn.calls.splice(0)) {
      calls += 1;
      const [name] = /made-\d+-\d+/.exec(body) ?? [];
      if (!name) continue;
      const key = `${standIn.origin} ${name}`;
      received.set(key, (received.get(key) ?? 0) + 1);
    }
  }
}
setInterval(takeNote, 100).unref();

process.on('message', ({ share }) => {
  takeNote();
  if (share !== undefined) faults.share = share;
  process.send({ calls, faults: faults.made, received: [...received] });
});
process.once('disconnect', () => process.exit());
process.send({ fleek, fibery, flotiq });
