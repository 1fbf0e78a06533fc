/**
 * `POST /rehearsals` with a pod: what would be decided of it now, by this server's own World and
 * ledger, which it changes neither. Who may read decisions of a namespace may ask for one more.
 */
import type { Decision } from '../../core/decision.ts';
import type { Op } from '../../core/edits/patch.ts';
import type { Voice } from '../answer.ts';
import { spoken } from './decisions.ts';
import { misheard, type Page } from './page.ts';

/** Both visits, or why it is no pod. */
export type Rehearsed =
  | { readonly proposed: Decision; readonly judged: Decision; readonly ops: readonly Op[] }
  | { readonly faults: readonly { readonly pointer: string; readonly says: string }[] };

export interface RehearsalsParts {
  readonly rehearse: (pod: Readonly<Record<string, unknown>>) => Promise<Rehearsed>;
  readonly voice: Voice;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const rehearsalsPage = ({ rehearse, voice }: RehearsalsParts): Page => ({
  method: 'post',
  path: '/rehearsals',
  hear({ body: pod }) {
    const metadata = isRecord(pod) ? pod['metadata'] : undefined;
    const namespace = isRecord(metadata) ? metadata['namespace'] : undefined;
    if (!isRecord(pod) || typeof namespace !== 'string' || namespace === '')
      return misheard('a rehearsal is asked for by a Pod, as JSON, with its metadata.namespace');
    return {
      ok: true,
      right: { verb: 'get', resource: 'decisions', namespace },
      async answer() {
        const rehearsed = await rehearse(pod);
        if ('faults' in rehearsed) return { faults: rehearsed.faults };
        const { proposed, judged, ops } = rehearsed;
        return { proposed, judged, patch: ops, ...spoken(proposed, judged, voice) };
      },
    };
  },
});
