import { cpus, totalmem } from 'node:os';

export function describeMachine() {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: processors[0].model.trim(),
      cores: processors.length,
      gigabytes: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
  };
}
