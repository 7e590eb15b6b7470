import type { Source } from '../src/source.ts';
import { fibery } from './fibery/source.ts';
import { fleek } from './fleek/source.ts';
import { flotiq } from './flotiq/source.ts';

/** All that the gateway can stand in front of; `.meshrc.yaml` says how they compose. */
export const sources: readonly Source[] = [fleek, fibery, flotiq];
