/**
 * The server's own word, through the API server's proxy: a kubeconfig is all that it takes. The proxy
 * takes `Authorization` away, so the token goes in a header of its own.
 */
import { ApiFault, type Api, type Ask } from '../../adapters/cluster/api.ts';
import { faultText } from '../../adapters/tell.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import { batchIn, type Batch } from './batch.ts';
import { isDecision } from './decision.ts';
import { seen, unseen, type Memory, type Rehearsal, type Remembered, type Seen } from './facts.ts';

export interface Server {
  decisions(namespace: string, names: readonly string[]): Promise<Seen<Memory>>;
  /** As if the pod of that name and UID were gone, where one is named. */
  rehearse(pod: Raw, instead?: string): Promise<Seen<Rehearsal>>;
  /** Of each in turn, the quota drawn on by those before it. */
  batch(pods: readonly Raw[]): Promise<Seen<Batch>>;
  /** What it says of itself, as it came. */
  status(): Promise<Seen<Raw>>;
}

export interface ServerParts {
  readonly api: Api;
  /** Namespace of the server. */
  readonly home: string;
  /** Why there is none, where there is none. */
  readonly token: Seen<string>;
}

export const serverOf = ({ api, home, token }: ServerParts): Server => {
  const base = `/api/v1/namespaces/${home}/services/https:tranche:inquiry/proxy`;
  const asked = async <T>(ask: Ask, read: (answer: Raw) => T): Promise<Seen<T>> => {
    if (!token.ok) return token;
    try {
      const headers = { 'X-Tranche-Token': token.value };
      return seen(read(await api.ask({ ...ask, path: `${base}${ask.path}`, headers })));
    } catch (fault) {
      return unseen(whyNot(fault, home), fault instanceof ApiFault ? fault.status : 0);
    }
  };
  return {
    decisions(namespace, names) {
      const query = new URLSearchParams([
        ['namespace', namespace],
        ...names.map((name) => ['of', name]),
      ]);
      return asked({ path: `/decisions?${query.toString()}` }, memoryIn);
    },
    async rehearse(pod, instead) {
      const path =
        instead === undefined
          ? '/rehearsals'
          : `/rehearsals?instead=${encodeURIComponent(instead)}`;
      const body = { type: 'application/json', value: pod };
      const answer = await asked({ method: 'POST', path, body }, (given) => given);
      return answer.ok ? rehearsalIn(answer.value) : answer;
    },
    async batch(pods) {
      const body = { type: 'application/json', value: { pods } };
      const answer = await asked({ method: 'POST', path: '/batches', body }, (given) => given);
      return answer.ok ? batchIn(answer.value, pods.length) : answer;
    },
    status: () => asked({ path: '/status' }, (given) => given),
  };
};

const OURS = 'tranche: ';

/** Whether the door itself has spoken, the API server before it, or nobody. */
function whyNot(fault: unknown, home: string): string {
  if (!(fault instanceof ApiFault)) return `the API server could not be asked: ${faultText(fault)}`;
  const { status, said } = fault;
  if (said.startsWith(OURS)) return said.slice(OURS.length);
  if (status === 404)
    return `Tranche has no door for questions in namespace ${home}: it is not installed there (--tranche-namespace), or ports.inquiry of the chart is 0`;
  if (status === 403)
    return `the API server lets nobody of this name through to Tranche: ${said}. inquiry.subjects of the chart says whom it does`;
  if (status === 503) return `the server does not run, or is not ready: ${said}`;
  return `the API server answered ${status}: ${said}`;
}

function memoryIn(answer: Raw): Memory {
  const items = listIn(answer, 'items').filter(isRecord);
  const decisions = listIn(answer, 'decisions');
  const at = (place: unknown): unknown =>
    typeof place === 'number' ? decisions[place] : undefined;
  return {
    startedAt: text(answer['startedAt']) ?? '',
    since: text(answer['since']) ?? '',
    whole: answer['found'] === items.length,
    items: items.map((item) => rememberedIn(item, at(item['proposed']), at(item['judged']))),
  };
}

const listIn = (of: Raw, key: string): readonly unknown[] => {
  const value = of[key];
  return Array.isArray(value) ? value : [];
};

function rememberedIn(item: Raw, proposed: unknown, judged: unknown): Remembered {
  const refusal = text(item['refusal']);
  return {
    at: text(item['at']) ?? '',
    pod: { namespace: '', ...texts(member(item, 'pod')) },
    operation: text(item['operation']) ?? '',
    dryRun: item['dryRun'] === true,
    ...(isDecision(proposed) ? { proposed } : {}),
    ...(isDecision(judged) ? { judged } : {}),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

const texts = (of: Raw): Record<string, string> =>
  Object.fromEntries(
    Object.entries(of).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );

function rehearsalIn({ proposed, judged, patch, faults }: Raw): Seen<Rehearsal> {
  if (isDecision(proposed) && isDecision(judged))
    return seen({ proposed, judged, patch: Array.isArray(patch) ? patch : [] });
  const [fault] = Array.isArray(faults) ? faults.filter(isRecord) : [];
  const what =
    fault === undefined ? 'no decision' : `${text(fault['pointer'])} ${text(fault['says'])}`;
  return unseen(`the server answered ${what}`);
}
