/**
 * What a profiler knows, kept by a real API server in the status of a GpuProfile: nothing of it is
 * pruned or rounded there, nothing malformed is taken, and who tells faults in the same status leaves it.
 */
import { afterAll, expect, test } from '@jest/globals';

import { catalogue } from '../../webhook/core/testing/catalogue.ts';
import {
  type Checkpoint,
  checkpointOf,
  restored,
} from '../../webhook/usage/statistics/checkpoint.ts';
import { fed } from '../../webhook/usage/statistics/history.ts';
import { rowOf } from '../../webhook/usage/statistics/row.ts';
import {
  DAY,
  MONDAY,
  measured,
  steady,
  windowOf,
} from '../../webhook/usage/statistics/testing/seen.ts';
import { type Cluster, eventually } from '../shared.ts';
import { profile } from './install.ts';
import { installedSuite } from './installed.ts';

const NAMESPACE = 'checkpoints';

const taken = (day: number, sm: number) =>
  windowOf(
    [
      measured(steady(MONDAY + day * DAY, 1440, { vramMiB: 6000 + 333 * day, sm, dram: sm / 3 })),
      measured(steady(MONDAY + day * DAY, 60, { vramMiB: 70_000 }), {
        pod: 'asr-1',
        attribution: 'duplicated',
        sharing: 'timeSlice',
      }),
    ],
    MONDAY + (day + 1) * DAY,
    { ooms: [{ at: MONDAY + day * DAY, MiB: 6000 }] },
  );

const first = fed('nothing', taken(0, 0.2), catalogue);
const tally = fed(first, taken(5, 0.4), catalogue);
const row = rowOf(tally, { name: 'main', tag: '1.4', class: 'serving' }, catalogue);
if (row === 'unseen') throw new Error('it was busy for two days');

interface Stored {
  readonly spec: { readonly containers: readonly object[] };
  readonly status?: {
    readonly checkpoints?: readonly Checkpoint[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

installedSuite('what a profiler keeps', { namespaces: [NAMESPACE] }, (onceInstalled) => {
  let cluster: Cluster;
  const written = profile(NAMESPACE, 'Deployment', 'asr', [{ ...row }]);
  const { name } = written.metadata;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply(written);
  });

  afterAll(() => cluster.kubectl(['delete', 'gpuprofiles', '--all', '-n', NAMESPACE]));

  const stored = async (): Promise<Stored> => {
    const found = await cluster.get<Stored>('gpuprofile', name, NAMESPACE);
    if (found === undefined) throw new Error('nobody has deleted it');
    return found;
  };

  const keep = (checkpoint: object, ok = true) =>
    cluster.kubectl(
      [
        'patch',
        'gpuprofile',
        name,
        '-n',
        NAMESPACE,
        '--subresource=status',
        '--type=merge',
        '-p',
        JSON.stringify({ status: { checkpoints: [checkpoint] } }),
      ],
      { ok },
    );

  test('a row is stored with every figure that it has', async () => {
    expect((await stored()).spec.containers).toEqual([expect.objectContaining(row)]);
  });

  test('a tally comes back as it was, and goes on from there', async () => {
    await keep(checkpointOf('main', first));
    const [checkpoint] = (await stored()).status?.checkpoints ?? [];
    if (checkpoint === undefined) throw new Error('it was pruned');
    const back = restored(checkpoint);
    expect(back).toEqual(first);
    if (back === 'unreadable') return;
    expect(fed(back, taken(5, 0.4), catalogue)).toEqual(tally);
  });

  test('a histogram that is none is refused, and what stood there stays', async () => {
    const good = checkpointOf('main', first);
    const { stderr } = await keep({ ...good, memory: { ...good.memory, MiB: '12 x' } }, false);
    expect(stderr).toMatch(/status\.checkpoints\[0\]\.memory\.MiB/);
    expect((await stored()).status?.checkpoints).toHaveLength(1);
  });

  test('a fault that is told beside it takes nothing from it', async () => {
    const wrong = profile(NAMESPACE, 'Deployment', 'asr', [{ ...row, measuredOn: 'Z9' }]);
    await cluster.apply(wrong);
    const told = await eventually('the fault', async () => {
      const { status } = await stored();
      return status?.conditions?.some(({ type }) => type === 'Stalled') === true
        ? status
        : undefined;
    });
    const [checkpoint] = told.checkpoints ?? [];
    expect(checkpoint === undefined ? 'gone' : restored(checkpoint)).toEqual(first);
  });
});
