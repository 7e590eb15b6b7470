import { useEffect, useState } from 'react';
import { useHeldHeaders } from './held-headers.ts';
import { post } from './post.ts';

export interface Identity {
  caller: string;
  profile: string | null;
  sources: readonly SourceIdentity[];
}

export interface SourceIdentity {
  name: string;
  credential: string | null;
  grants: readonly string[];
}

const query = '{ _identity { caller profile sources { name credential grants } } }';

/** Typing is not asked about letter by letter. */
const PAUSE_MS = 300;

/** Who the gateway takes this page for; a text when it could not be asked. */
export function useIdentity(editorHeaders: string | null): Identity | string | undefined {
  const held = useHeldHeaders();
  const [answer, setAnswer] = useState<Identity | string>();

  useEffect(() => {
    const gone = new AbortController();
    const timer = setTimeout(() => {
      ask(readHeaders(editorHeaders), gone.signal).then(setAnswer, (error: Error) => {
        if (!gone.signal.aborted) setAnswer(error.message);
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [held, editorHeaders]);

  return answer;
}

async function ask(
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Identity | string> {
  const { data, errors } = await post({ query }, headers, signal);
  const identity = data?.['_identity'] as Identity | undefined;
  return identity ?? errors?.[0]?.message ?? 'The gateway does not say who you are.';
}

/** The headers editor while it is being typed in is often no JSON. */
function readHeaders(text: string | null): Record<string, string> {
  try {
    const headers = JSON.parse(text || '{}') as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(headers).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {};
  }
}
