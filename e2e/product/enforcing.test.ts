/** What people see once a policy is enforced: their pod runs on a slice and says why. */
import { describe, expect, test } from '@jest/globals';

import { type Cluster, eventually } from '../shared.ts';
import {
  MIG,
  ORIGINAL,
  type Pod,
  SYSTEM,
  cardsAndSlices,
  changedSoon,
  creations,
  decisionOf,
  eventsIn,
  foretold,
  gpuDeployment,
  gpuPod,
  gpusOf,
  masked,
  policy,
  profile,
  quota,
  refusedSoon,
  runningPods,
} from './install.ts';
import { installedSuite } from './installed.ts';

const nodes = cardsAndSlices('enforcing');
const ENFORCED = 'enforcing';
const WARNED = 'enforcing-warned';
const NOBODYS = 'enforcing-nobodys';
const COUNTED = 'enforcing-counted';

const grounds = {
  enforce: true,
  namespaces: [ENFORCED, WARNED, NOBODYS, COUNTED],
  nodes,
  testMs: 120_000,
};

installedSuite('an installation that enforces', grounds, (onceInstalled) => {
  let cluster: Cluster;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply([
      policy('enforcing', { match: { namespaces: [ENFORCED, COUNTED] } }),
      policy('warning', { mode: 'warn', match: { namespaces: [WARNED] } }),
    ]);
  });

  /** Its warnings, a line each; anything else on stderr is a failure. */
  const create = async (pod: object): Promise<string[]> => {
    const { stderr } = await cluster.kubectl(['create', '-f', '-'], { stdin: JSON.stringify(pod) });
    return stderr.split('\n').filter((line) => line !== '');
  };

  test('a Deployment runs on a MIG slice, and everybody is told the same decision', async () => {
    const whisper = gpuDeployment({ namespace: ENFORCED, name: 'whisper' });
    await cluster.apply(profile(ENFORCED, 'Deployment', 'whisper'));
    await changedSoon(cluster, whisper);
    await cluster.apply(whisper);

    const [pod] = await runningPods(cluster, whisper);
    expect(gpusOf(pod as Pod)).toEqual({ main: `${MIG}: 1` });
    expect(pod?.spec.nodeName).toBe('enforcing-mig');

    const { id, says } = decisionOf(pod);
    expect(Buffer.byteLength(says)).toBeLessThanOrEqual(512);
    expect(says).toMatch(
      /^main takes nvidia\.com\/mig-1g\.10gb of A100-80GB instead of a whole nvidia\.com\/gpu: peak 6000 MiB/,
    );
    expect(says).toMatch(/To undo: set the annotation tranche\.dev\/keep: original on the pod/);
    expect(JSON.parse(pod?.metadata.annotations?.[ORIGINAL] ?? '')).toMatchObject({ id });

    const owner = await cluster.get('deployment', 'whisper', ENFORCED);
    const event = await eventually('an Event on the Deployment', async () => {
      const events = await eventsIn(cluster, ENFORCED);
      return events.find(({ involvedObject }) => involvedObject.uid === owner?.metadata.uid);
    });
    expect(event).toMatchObject({ reason: 'TrancheRewrote', type: 'Normal' });
    expect(event.message).toContain(`decision ${id}`);

    if (cluster.how !== 'binaries') return;
    const name = pod?.metadata.name;
    const [created] = creations(cluster, ENFORCED).filter(
      ({ responseObject }) => (responseObject as Pod).metadata.name === name,
    );
    expect(created?.annotations).toMatchObject({
      'mutate.tranche.dev/decision': id,
      'validate.tranche.dev/decision': id,
      'mutate.tranche.dev/verdict': 'rewrite',
      'mutate.tranche.dev/rule': 'fit/mig',
      'validate.tranche.dev/policy': 'enforcing',
    });
  });

  test('whoever creates a pod that is rewritten is told so in one line', async () => {
    const pod = gpuPod({ namespace: ENFORCED, name: 'probe' });
    await cluster.apply(profile(ENFORCED, 'Pod', 'probe'));
    await changedSoon(cluster, pod);

    const [line, ...more] = await create(pod);
    expect(more).toEqual([]);
    expect(line).toBe(
      `Warning: tranche: main: nvidia.com/gpu: 1 -> A100-80GB ${MIG} (fit/mig: ` +
        'peak 6000 MiB x 1.2 fits 9984 MiB, 11 SMs fit 14)',
    );
  });

  test('where a policy warns, the line says what would change, and the pod is stored as it is', async () => {
    const pod = gpuPod({ namespace: WARNED, name: 'probe' });
    await cluster.apply(profile(WARNED, 'Pod', 'probe'));
    const twin = gpuPod({ namespace: NOBODYS, name: 'probe' });
    expect(await create(twin)).toEqual([]);

    await eventually('a warning under dry run', async () => {
      const stdin = JSON.stringify(pod);
      const words = ['create', '-f', '-', '--dry-run=server'];
      return (await cluster.kubectl(words, { stdin })).stderr;
    });
    const [line, ...more] = await create(pod);
    expect(more).toEqual([]);
    expect(line).toContain(
      `Warning: tranche: would make main: nvidia.com/gpu: 1 -> A100-80GB ${MIG} (fit/mig: `,
    );
    const stored = async (namespace: string) =>
      masked((await cluster.get('pod', 'probe', namespace)) as Pod);
    expect(await stored(WARNED)).toEqual(await stored(NOBODYS));
  });

  describe('under kubectl apply --dry-run=server', () => {
    const pod = gpuPod({ namespace: COUNTED, name: 'rehearsed' });
    const dryRun = async (): Promise<Pod> => {
      const words = { args: ['--dry-run=server', '-o', 'json'] };
      const { stdout } = await cluster.apply(JSON.stringify(pod), words);
      return JSON.parse(stdout) as Pod;
    };

    test('a pod is shown as it will be stored, and nothing is written anywhere', async () => {
      await cluster.apply([
        profile(COUNTED, 'Pod', 'rehearsed'),
        profile(COUNTED, 'Pod', 'one-too-many'),
        // Room for one slice and not for two: 142 thousandths of a card each.
        quota('counted', [COUNTED], '0.2'),
      ]);
      await refusedSoon(cluster, gpuPod({ namespace: COUNTED, name: 'a-whole-card' }));
      const second = gpuPod({ namespace: COUNTED, name: 'one-too-many' });
      for (const slice of [pod, second]) await changedSoon(cluster, slice);

      const before = cluster.auditEvents().length;
      const rehearsed = await dryRun();
      expect(masked(await dryRun())).toEqual(masked(rehearsed));
      const between = cluster.auditEvents().length;
      expect(await cluster.list('pod', { namespace: COUNTED })).toEqual([]);

      // Admitted: had a dry run been charged, there were no room.
      await cluster.apply(JSON.stringify(pod));
      const [live] = await runningPods(cluster, pod);
      expect(masked(live as Pod)).toEqual(masked(rehearsed));
      expect(decisionOf(rehearsed)).toEqual(decisionOf(live));
      const events = await eventually('its Event', async () => {
        const found = await eventsIn(cluster, COUNTED);
        return found.length > 0 && found;
      });
      expect(events).toHaveLength(1);

      expect(await refusedSoon(cluster, second)).toContain(
        'quota/team: team counted asks for 0.142 GPU and uses 0.142 of its limit of 0.2',
      );

      if (cluster.how !== 'binaries') return;
      // An object may be seen before the log has been written out.
      const audited = await eventually('its Event in the audit log', () => {
        const all = cluster.auditEvents();
        const isEvent = ({ verb, objectRef: about }: (typeof all)[number]) =>
          verb === 'create' && about?.resource === 'events' && about.namespace === COUNTED;
        return all.slice(between).some(isEvent) && all;
      });
      const written = audited
        .slice(before, between)
        .filter(({ verb }) => ['create', 'update', 'patch', 'delete'].includes(verb))
        .filter(({ objectRef: about }) => about?.namespace === COUNTED)
        .filter(({ requestURI }) => !requestURI.includes('dryRun=All'));
      expect(written).toEqual([]);
      const ours = (from: number, to?: number) =>
        audited
          .slice(from, to)
          .filter(({ user }) => user.username === `system:serviceaccount:${SYSTEM}:tranche`)
          .filter(({ verb }) => !['get', 'list', 'watch'].includes(verb))
          .map(({ verb, objectRef: about }) => `${verb} ${about?.resource} ${about?.namespace}`);
      expect(ours(before, between)).toEqual([]);
      expect(ours(between)).toEqual([`create events ${COUNTED}`]);
    });

    test('a pod of a workload too, for as long as nobody stands beside it', async () => {
      const encoder = gpuDeployment({ namespace: ENFORCED, name: 'encoder' });
      await cluster.apply(profile(ENFORCED, 'Deployment', 'encoder'));
      const rehearsed = await changedSoon(cluster, encoder);
      await cluster.apply(encoder);
      const [live] = await runningPods(cluster, encoder);
      expect(decisionOf(live)).toEqual(decisionOf(rehearsed));
      expect(live?.spec.affinity).toEqual(rehearsed.spec.affinity);
      expect(decisionOf(await foretold(cluster, encoder)).says).toBe(decisionOf(live).says);
    });
  });
});
