/**
 * `POST /rehearsals` with a pod: what would be decided of it now, by this server's own World and
 * ledger, which it changes neither. With `?instead=UID` of the pod of that name, as if that one were
 * gone: whoever makes a pod anew deletes it first. Who may read decisions of a namespace may ask for one more.
 */
import type { Decision } from '../../core/decision.ts';
import type { Op } from '../../core/edits/patch.ts';
import { isRecord } from '../../core/record.ts';
import type { Voice } from '../answer.ts';
import { spoken } from './decisions.ts';
import { misheard, one, type Page } from './page.ts';

/** Both visits, or why it is no pod. */
export type Rehearsed =
  | { readonly proposed: Decision; readonly judged: Decision; readonly ops: readonly Op[] }
  | { readonly faults: readonly { readonly pointer: string; readonly says: string }[] };

/** Named by whoever asks, in the namespace that they may ask about. */
interface Standing {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface RehearsalsParts {
  readonly rehearse: (
    pod: Readonly<Record<string, unknown>>,
    instead: Standing | 'nobody',
  ) => Promise<Rehearsed>;
  readonly voice: Voice;
}

export const rehearsalsPage = ({ rehearse, voice }: RehearsalsParts): Page => ({
  method: 'post',
  path: '/rehearsals',
  hear(inquiry) {
    const { body: pod } = inquiry;
    const metadata = isRecord(pod) ? pod['metadata'] : undefined;
    const namespace = isRecord(metadata) ? metadata['namespace'] : undefined;
    if (!isRecord(pod) || typeof namespace !== 'string' || namespace === '')
      return misheard('a rehearsal is asked for by a Pod, as JSON, with its metadata.namespace');
    const uid = one(inquiry, 'instead');
    const name = isRecord(metadata) ? metadata['name'] : undefined;
    const instead =
      uid === undefined || typeof name !== 'string' ? 'nobody' : { namespace, name, uid };
    return {
      ok: true,
      right: { verb: 'get', resource: 'decisions', namespace },
      async answer() {
        const rehearsed = await rehearse(pod, instead);
        if ('faults' in rehearsed) return { faults: rehearsed.faults };
        const { proposed, judged, ops } = rehearsed;
        return { proposed, judged, patch: ops, ...spoken(proposed, judged, voice) };
      },
    };
  },
});
