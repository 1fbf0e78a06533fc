/**
 * Two hundred spoiled policies sent to the real API server, which reads them strictly: what our
 * reader refuses it refuses too, and what both take is in force a moment later. Where the two differ,
 * the difference is one of a written list. All the while pods are admitted as if nothing were.
 */
import { afterAll, expect, test } from '@jest/globals';

import { tell } from '../../webhook/suite/figures.ts';
import { wildDocuments } from '../../webhook/suite/wild-documents/wild.ts';
import { metric, metrics, policy } from '../product/install.ts';
import { installedSuite } from '../product/installed.ts';
import { type Cluster, eventually } from '../shared.ts';
import { type Api, apiOf } from './api.ts';
import { underLoad } from './load.ts';
import { cards } from './pods.ts';
import { PLURALS, type Difference, oursAlone, readAlone, theirsAlone } from './wild-reading.ts';

const NAMESPACE = 'wild-documents';
/** Each way of spoiling seven times. What the API server takes is waited for, so of more only these are. */
const COUNT = 210;
const wild = wildDocuments(process.env['PROOF'] === '1' ? 3000 : COUNT).map((one) => ({
  ...one,
  ...readAlone(one.text),
}));

/** An API server takes one object at a time; what holds none cannot be sent to anybody. */
const isSeveral = (text: string): boolean => /^---$/m.test(text);
const sent = wild.filter(({ documents, faults }) => faults.length > 0 || documents > 0);
const single = sent.filter(({ text }) => !isSeveral(text));
const several = sent.filter(({ text }) => isSeveral(text));

/** No single document that the API server takes is at fault by itself; beside others one can be. */
const ELSEWHERE = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: elsewhere }
spec: { sharing: { products: [A100-80BG] } }
`;
const contradicting = { text: ELSEWHERE, ...readAlone(ELSEWHERE) };

interface Stored {
  readonly metadata?: { readonly name: string; readonly generation: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  readonly message?: string;
}

const grounds = { enforce: true, namespaces: [NAMESPACE], testMs: 600_000 };

installedSuite('wild documents', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let api: Api;

  onceInstalled(async (given) => {
    cluster = given;
    api = await apiOf(cluster);
    await cluster.apply(policy('good'));
  });

  afterAll(() => api.close());

  const state = async (path: string): Promise<string> => {
    const { body } = await api.send<Stored>('GET', path);
    const { metadata, status } = body;
    if (status?.observedGeneration !== metadata?.generation) return '';
    return (status?.conditions ?? []).map(({ type, status: is }) => `${type}=${is}`).join(' ');
  };
  const hash = async (): Promise<string> =>
    /tranche_policy_info\{hash="([0-9a-f]+)"\}/.exec(await metrics(cluster))?.[1] ?? '';
  const settled = (faults: number) =>
    eventually('as many faults as there are', async () => {
      const text = await metrics(cluster);
      return metric(text, 'tranche_policy_faults') > 0 === faults > 0;
    });

  test('are refused by both readers, or the reason is a known one', async () => {
    const strange: string[] = [];
    const count = { both: 0, neither: 0, ours: 0, theirs: 0 };
    for (const { how, text, faults } of single) {
      const { status, body } = await api.send<Stored>('POST', `${pathOf(text)}&dryRun=All`, text);
      const [refused, said] = [status >= 400, body.message ?? ''];
      expect([how, status < 500]).toEqual([how, true]);
      if (refused === faults.length > 0) count[refused ? 'both' : 'neither']++;
      else count[refused ? 'theirs' : 'ours']++;
      const unlike = refused
        ? faults.length === 0 && !known(theirsAlone, [said])
        : faults.length > 0 && !known(oursAlone, faults);
      if (unlike) strange.push([how, status, said, ...faults, text].join('\n'));
    }
    expect(strange).toEqual([]);
    expect(count.both).toBeGreaterThan(single.length / 2);
    expect(count.neither).toBeGreaterThan(0);
    tell(
      `${single.length} wild documents at the API server: ${count.both} refused by both, ${count.neither} taken by both, ${count.ours} refused by us alone, ${count.theirs} by it alone`,
    );
  });

  test('of one file are refused by kubectl where our reader refuses them', async () => {
    expect(several.length).toBeGreaterThan(0);
    for (const { text, faults } of several) {
      const args = ['--dry-run=server', '--validate=strict'];
      const { code, stderr } = await cluster.apply(text, { args, ok: false });
      if (faults.length === 0) expect(stderr).toBe('');
      else if (!known(oursAlone, faults)) expect(code).toBe(1);
    }
  });

  test('that the API server takes are in force or told so, each whole, and nobody is turned away', async () => {
    const pid = await cluster.kubelet?.pid();
    const before = await hash();
    let [inForce, atFault] = [0, 0];
    const { asked, refused } = await underLoad(
      { atOnce: 2, everyMs: 100 },
      (i) => api.createPod(cards(NAMESPACE, `under-load-${i}`), { dryRun: true }),
      async () => {
        for (const { text, faults } of [...single.slice(0, COUNT), contradicting]) {
          const made = await api.send<Stored>('POST', pathOf(text), text);
          if (made.status !== 201) continue;
          const path = `/apis/tranche.dev/v1alpha1/${pluralOf(text)}/${made.body.metadata?.name}`;
          const wanted = /^Accepted=(True Ready=True|False Ready=False Stalled=True)$/;
          const found = await eventually(`word of ${path}`, async () => {
            const now = await state(path);
            return wanted.test(now) && now;
          });
          if (found.includes('Stalled')) {
            expect(faults).not.toEqual([]);
            expect(await hash()).toBe(before);
            atFault++;
          } else {
            expect(await hash()).not.toBe(before);
            inForce++;
          }
          await api.send('DELETE', path);
          await settled(0);
          await eventually('the set of before', async () => (await hash()) === before);
        }
      },
    );
    expect(inForce).toBeGreaterThan(10);
    expect(atFault).toBeGreaterThan(0);
    expect(asked).toBeGreaterThan(100);
    expect(refused).toEqual([]);
    expect(await cluster.kubelet?.pid()).toBe(pid);
    expect(metric(await metrics(cluster), 'tranche_visit_errors_total')).toBe(0);
    tell(
      `${inForce} wild documents in force and ${atFault} at fault while ${asked} pods were admitted`,
    );
  });
});

const known = (list: readonly Difference[], said: readonly string[]): boolean =>
  said.length > 0 && said.every((one) => list.some(({ says }) => says.test(one)));

const pathOf = (text: string): string =>
  `/apis/tranche.dev/v1alpha1/${pluralOf(text)}?fieldValidation=Strict`;

/** Where the text does not say it, anywhere will do to be refused. */
function pluralOf(text: string): string {
  const kind = /^["']?kind["']?:\s*["']?(\w+)/m.exec(text)?.[1] ?? '';
  return PLURALS[kind] ?? 'gpupolicies';
}
