import type { SpeakYoga, YogaOptions } from './yoga.ts';
import type { WebsocketOptions, Websockets } from './websocket.ts';

// Most gateways answer POSTs and nothing else for their whole life, and these two take longer to load
// than everything else together.

/** Yoga, loaded by the first request that takes it. */
export function yogaOnDemand(options: YogaOptions): SpeakYoga {
  let lane: Promise<SpeakYoga> | undefined;
  return async function speakYoga(...asked) {
    lane ??= import('./yoga.ts').then(({ createYogaLane }) => createYogaLane(options));
    return (await lane)(...asked);
  };
}

/** WebSockets, loaded by the first connection that becomes one. */
export function websocketsOnDemand(options: WebsocketOptions): Websockets {
  let opening: Promise<Websockets> | undefined;
  let opened: Websockets | undefined;

  async function open(): Promise<Websockets> {
    const { createWebsockets } = await import('./websocket.ts');
    return (opened = createWebsockets(options));
  }

  return {
    upgrade(incoming, socket, head) {
      if (opened) return opened.upgrade(incoming, socket, head);
      const ignore = () => {};
      // Nobody else listens yet to what goes wrong with it.
      socket.on('error', ignore);
      opening ??= open();
      void opening.then(
        (websockets) => {
          socket.off('error', ignore);
          if (socket.destroyed) return;
          websockets.upgrade(incoming, socket, head);
        },
        () => socket.destroy(),
      );
    },
    get connections() {
      return opened?.connections ?? 0;
    },
    close: (graceMs) => opened?.close(graceMs),
  };
}
