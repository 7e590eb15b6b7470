/**
 * Ends this process with the one that npm started it by. npm hands a signal to its shell, and the shell to
 * nobody: whoever ends `npm start` would leave a gateway that keeps the port.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const { ppid } = process;
  const watch = setInterval(() => {
    if (process.ppid === ppid) return;
    // Once: a second signal would not wait for running requests.
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}
