// Loaded into the gateway before its own code: tells what its heap holds when all garbage is gone.
process.on('message', (message) => {
  if (message !== 'heap') return;
  collect().then((heap) => process.send({ heap }));
});
// The channel alone keeps nothing running.
process.channel.unref();

/** What finalizers let go of is garbage only the next time. */
async function collect() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return process.memoryUsage().heapUsed;
}
