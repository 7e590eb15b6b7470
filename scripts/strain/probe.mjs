// Loaded into the gateway before its own code: tells what its heap holds when all garbage is gone. What
// V8 compiles is told apart: it grows for as long as V8 finds ways that are taken often, and is bounded by
// how much code there is.
import { getHeapCodeStatistics } from 'node:v8';

process.on('message', (message) => {
  if (message !== 'heap') return;
  collect().then((heap) => process.send(heap));
});
// The channel alone keeps nothing running.
process.channel.unref();

/** What finalizers let go of is garbage only the next time. */
async function collect() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const { code_and_metadata_size: native, bytecode_and_metadata_size: bytecode } =
    getHeapCodeStatistics();
  const compiled = native + bytecode;
  return { kept: process.memoryUsage().heapUsed - compiled, compiled };
}
