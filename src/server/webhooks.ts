import type { IncomingMessage } from 'node:http';
import type { Inbox, Receipt } from '../live/inbox.ts';
import type { Route } from './front-door.ts';
import { readBody } from './read-body.ts';
import { Refusal } from './refusal.ts';
import { sendJson } from './reply.ts';

const path = '/webhooks/';

/**
 * `POST /webhooks/<source>`: answers as soon as a message is known to be real. What it leads to is
 * done afterwards, so that no sender waits for it or repeats itself.
 */
export function createWebhooks(
  inbox: Inbox,
  maximumBytes: number,
): (incoming: IncomingMessage) => Route | undefined {
  const route: Route = {
    name: '/webhooks',
    async answer({ incoming, outgoing }) {
      const source = incoming.url!.slice(path.length).split('?', 1)[0]!;
      const headerOf = (name: string) => {
        const values = incoming.headersDistinct[name];
        return values?.length === 1 ? values[0] : undefined;
      };
      if (!inbox.hears(source)) throw notHeard();
      if (incoming.method !== 'POST') {
        throw new Refusal(405, 'webhooks are sent with POST', { headers: { allow: 'POST' } });
      }
      // Before the body: what a stranger sends is not even read.
      if (inbox.refusesHeaders(source, headerOf)) throw refused();
      const body = await readBody(incoming, maximumBytes);
      const receipt = inbox.receive(source, headerOf, Buffer.from(body));
      if (receipt.state === 'refused') throw refused();
      if (receipt.state === 'unreadable') throw new Refusal(400, 'the body is not JSON');
      sendJson(outgoing, receipt.state === 'accepted' ? 202 : 200, describe(receipt));
    },
  };
  return (incoming) => (incoming.url!.startsWith(path) ? route : undefined);
}

function describe(receipt: Exclude<Receipt, { state: 'refused' | 'unreadable' }>) {
  return receipt.state === 'accepted' ? { accepted: receipt.notices } : { repeated: true };
}

/** The same for a source that there is not and for one that is not set up. */
function notHeard(): Refusal {
  return new Refusal(404, 'no webhooks are taken here; set <SOURCE>_WEBHOOK_SECRET to take them');
}

function refused(): Refusal {
  return new Refusal(401, 'the secret or the signature is missing or wrong', {
    code: 'ACCESS_DENIED',
  });
}
