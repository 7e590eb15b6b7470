import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** From a client that has not yet taken so much of what it was told, nothing more is read. */
const UNTAKEN_BYTES = 64 * 1024;

/** Resolves when the system has taken the message, or the connection is no more. */
export type Send = (text: string) => Promise<void>;

/**
 * Says no more than the client takes: each message that is read may have to be answered. A connection
 * without a sign of life is ended, which is an answer to a ping, or that something was taken.
 */
export function openLine(socket: WebSocket, connection: Socket, pingMs: number): Send {
  let isAlive = true;

  function wait(): void {
    if (socket.bufferedAmount > UNTAKEN_BYTES) socket.pause();
  }

  function goOn(): void {
    if (!socket.isPaused || socket.bufferedAmount > UNTAKEN_BYTES) return;
    isAlive = true;
    socket.resume();
  }

  function lookForLife(): void {
    wait();
    if (socket.isPaused) {
      // A ping would stand behind all that waits. Node sees a large message get less, too.
      if (!connection.timeout) connection.setTimeout(2 * pingMs);
      return;
    }
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }

  const timer = setInterval(lookForLife, pingMs).unref();
  connection.on('timeout', () => socket.terminate());
  socket.on('message', wait);
  socket.on('pong', () => (isAlive = true));
  socket.once('close', () => clearInterval(timer));

  return function send(text) {
    return new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) return resolve();
      socket.send(text, () => {
        goOn();
        // A failed send has closed the connection, which ends its operations.
        resolve();
      });
    });
  };
}
