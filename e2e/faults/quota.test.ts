/**
 * A team's share, held against everything at once: too much asked for, twenty at the same time,
 * and a server that dies and must know again what it knew.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes, removeNodes } from '../fleet.ts';
import {
  gpuDeployment,
  installTranche,
  metric,
  metrics,
  quota,
  uninstallTranche,
  visitsOf,
} from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster, onBinaries } from '../shared.ts';
import { type Api, apiOf } from './api.ts';
import { underLoad } from './load.ts';
import { cards } from './pods.ts';

jest.setTimeout(90_000);
const suite = canRun() ? describe : describe.skip;

const teams = ['over', 'race', 'reborn', 'watched', 'warned'] as const;
type Team = (typeof teams)[number];
const placeOf = (team: Team): string => `quota-${team}`;
const pod = (team: Team, name: string, count = 1): object => cards(placeOf(team), name, count);

const sentence = (team: Team): string =>
  `quota/team: team ${team} asks for 1 GPU and uses 2 of its limit of 2; ` +
  'finish or delete a GPU pod of the team, or have its GpuQuota raised';

suite('a quota', () => {
  let cluster: Cluster;
  let api: Api;

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    await addNodes(cluster, [
      { name: 'quota-cards', product: 'NVIDIA-L4', allocatable: { 'nvidia.com/gpu': 64 } },
    ]);
    for (const team of teams) await cluster.namespace(placeOf(team));
    await installTranche(cluster, { enforce: true });
    const mode = {
      over: 'enforce',
      race: 'enforce',
      reborn: 'enforce',
      watched: 'observe',
      warned: 'warn',
    } as const;
    await cluster.apply(teams.map((team) => quota(team, [placeOf(team)], 2, mode[team])));
    for (const team of ['over', 'race', 'reborn'] as const)
      await eventually(`the quota of ${team} to be in force`, async () => {
        const { status } = await api.createPod(pod(team, 'probe', 3), { dryRun: true });
        return status === 403;
      });
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'namespace', ...teams.map(placeOf), '--timeout=60s']);
    await uninstallTranche(cluster);
    await removeNodes(cluster, ['quota-cards']);
    await cluster.stop();
  });

  const names = async (team: Team): Promise<string[]> =>
    (await cluster.list('pod', { namespace: placeOf(team) })).map(({ metadata }) => metadata.name);

  test('refuses who asks for too much, and says whose, how much and what now', async () => {
    await cluster.apply([pod('over', 'first'), pod('over', 'second')]);
    const { code, stderr } = await cluster.apply(pod('over', 'third'), { ok: false });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `admission webhook "validate.tranche.dev" denied the request: ${sentence('over')}`,
    );
    expect(await names('over')).toEqual(['first', 'second']);
  });

  test('tells the owner of a Deployment the same, as an Event of its ReplicaSet', async () => {
    await cluster.apply(gpuDeployment({ namespace: placeOf('over'), name: 'refused' }));
    const said = await eventually('a FailedCreate', async () => {
      const events = await cluster.list<{ message: string; involvedObject: { kind: string } }>(
        'event',
        { namespace: placeOf('over'), fields: 'reason=FailedCreate' },
      );
      return events.find(({ involvedObject }) => involvedObject.kind === 'ReplicaSet')?.message;
    });
    expect(said).toContain(sentence('over'));
    await cluster.kubectl(['delete', 'deployment', 'refused', '-n', placeOf('over')]);
  });

  test('lets the next one in when one has gone', async () => {
    await cluster.kubectl(['delete', 'pod', 'first', '-n', placeOf('over')]);
    await eventually('room for the next', async () => {
      const { code } = await cluster.apply(pod('over', 'next'), { ok: false });
      return code === 0;
    });
    expect(await names('over')).toEqual(['next', 'second']);
  });

  test('gives the last card to one of twenty who ask at the same time', async () => {
    await api.createPod(pod('race', 'holds-one'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => api.createPod(pod('race', `runner-${i}`))),
    );
    const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
    expect({ stored: count(201), refused: count(403) }).toEqual({ stored: 1, refused: 19 });
    for (const { status, body } of answers)
      if (status === 403) expect(body.message).toContain(sentence('race'));
    expect(await names('race')).toHaveLength(2);
  });

  test('that only observes admits, and the log says what it would have said', async () => {
    for (const name of ['first', 'second', 'third'])
      expect(await api.createPod(pod('watched', name))).toMatchObject({
        status: 201,
        warnings: [],
      });
    const line = await eventually('a line of the log', async () => {
      const lines = await visitsOf(cluster, placeOf('watched'));
      return lines.find((one) => one.pod === 'third' && one.visit === 'validate');
    });
    expect(line).toMatchObject({ rule: 'quota/team', verdict: 'refuse', inForce: false });
    expect(line.says).toContain('team watched asks for 1 GPU and uses 2 of its limit of 2');
    const text = await metrics(cluster);
    const labels = { rule: 'quota/team', outcome: 'skip' };
    expect(metric(text, 'tranche_rule_outcomes_total', labels)).toBeGreaterThan(0);
  });

  test('that warns admits, and whoever applies the pod reads it', async () => {
    await cluster.apply([pod('warned', 'first'), pod('warned', 'second')]);
    const { stderr } = await cluster.apply(pod('warned', 'third'));
    expect(stderr).toContain(`Warning: tranche: ${sentence('warned')}`);
    expect(await names('warned')).toHaveLength(3);
  });

  const here = onBinaries() ? test : test.skip;
  here('holds over a kill -9: who was refused before is refused all the while', async () => {
    const { kubelet } = cluster;
    if (!kubelet) throw new Error('with binaries there is one');
    await cluster.apply([pod('reborn', 'first'), pod('reborn', 'second')]);
    const before = await kubelet.pid();
    const answers: string[] = [];
    const { asked, refused } = await underLoad(
      { atOnce: 4, everyMs: 50 },
      async (i) => {
        const answer = await api.createPod(pod('reborn', `extra-${i}`));
        answers.push(`${answer.status} ${answer.body.message}`);
        return answer;
      },
      async () => {
        await kubelet.kill('SIGKILL');
        await eventually('another process', async () => {
          const now = await kubelet.pid();
          return now !== undefined && now !== before;
        });
        await eventually('its first refusal', () => answers.at(-1)?.startsWith('403'));
      },
    );
    expect(refused).toHaveLength(asked);
    // While nobody answered, the API server refused by itself.
    expect(refused.filter((says) => says.startsWith('500'))).not.toEqual([]);
    expect(answers.at(-1)).toContain(sentence('reborn'));
    expect(await names('reborn')).toEqual(['first', 'second']);
  });
});
