/**
 * `POST /batches` with `{ pods: […] }`: what both visits would say of each now, in turn, all against one
 * World and each with the quota that those before it have drawn on. Nothing is written or charged. As with a
 * rehearsal, who may read decisions may ask, of each namespace that is asked about.
 */
import type { Decision } from '../../core/decision.ts';
import { isRecord } from '../../core/record.ts';
import type { Right } from '../../ports.ts';
import type { Voice } from '../answer.ts';
import { shared, spoken } from './decisions.ts';
import { misheard, type Page } from './page.ts';
import type { Rehearsed } from './rehearsals.ts';

type Pod = Readonly<Record<string, unknown>>;

/** In the cluster as it is, and with nothing running in it: what is found in both hangs on no use of today. */
interface Both {
  readonly today: Rehearsed;
  readonly atRest: Rehearsed;
}

export interface BatchesParts {
  /** As many answers as pods, in their order. */
  readonly inTurn: (pods: readonly Pod[]) => Promise<{
    readonly policyHash: string;
    readonly rehearsed: readonly Both[];
  }>;
  readonly voice: Voice;
}

/** A pod costs a millisecond or two, which reviews get back between any two. */
const MOST_PODS = 256;
/** Each costs the API server a question. */
const MOST_NAMESPACES = 16;

export const batchesPage = ({ inTurn, voice }: BatchesParts): Page => ({
  method: 'post',
  path: '/batches',
  hear({ body }) {
    const pods = isRecord(body) ? body['pods'] : undefined;
    if (!Array.isArray(pods) || pods.length === 0)
      return misheard('a batch is asked for as JSON: {"pods": [Pod, …]}');
    if (pods.length > MOST_PODS)
      return misheard(`a batch has ${MOST_PODS} pods at most, and this has ${pods.length}`);
    const read = pods.filter(isPod);
    if (read.length < pods.length)
      return misheard('each of a batch is a Pod with its metadata.namespace');
    const [first = '', ...others] = new Set(read.map(namespaceOf));
    if (others.length >= MOST_NAMESPACES)
      return misheard(`a batch is of ${MOST_NAMESPACES} namespaces at most`);
    return {
      ok: true,
      right: rightIn(first),
      also: others.map(rightIn),
      answer: async () => told(await inTurn(read), voice),
    };
  },
});

const isPod = (value: unknown): value is Pod => isRecord(value) && namespaceOf(value) !== '';

function namespaceOf({ metadata }: Pod): string {
  const namespace = isRecord(metadata) ? metadata['namespace'] : undefined;
  return typeof namespace === 'string' ? namespace : '';
}

const rightIn = (namespace: string): Right => ({ verb: 'get', resource: 'decisions', namespace });

function told(
  { policyHash, rehearsed }: Awaited<ReturnType<BatchesParts['inTurn']>>,
  voice: Voice,
) {
  const { decisions, place } = shared();
  const items = rehearsed.map(({ today, atRest }) => ({
    today: inWords(today, voice, place),
    atRest: inWords(atRest, voice, place),
  }));
  return { policyHash, decisions, items };
}

function inWords(one: Rehearsed, voice: Voice, place: (decision: Decision) => number) {
  if ('faults' in one) return { faults: one.faults };
  const { proposed, judged, ops } = one;
  return {
    proposed: place(proposed),
    judged: place(judged),
    patch: ops,
    ...spoken(proposed, judged, voice),
  };
}
