/** Who is charged when a device is shared, and when nobody can be. */
import { describe, expect, test } from '@jest/globals';
import type { Series } from '../measured.ts';
import {
  alone,
  device,
  FB_USED,
  GPU_UTIL,
  mps,
  on,
  seen,
  series,
  SM_ACTIVE,
  turns,
} from '../testing/dcgm.ts';
import type { Facts } from './ground.ts';
import { measuredBy } from './measure.ts';

const trusted = (of: readonly Series[], facts: Facts) =>
  measuredBy('dcgm', seen({ [FB_USED]: of }), facts).map(
    ({ pod, sharing, attribution }) => `${pod} ${sharing} ${attribution}`,
  );
const replica = (pod: string, index: number) => ({ ...on(pod), vgpu: String(index) });

const minutes = (count: number) => Array.from({ length: count }, () => 900);

describe('a device of one container', () => {
  test('is its own on a node that does not share', () => {
    expect(trusted([series(on('a'), [900])], alone)).toEqual(['a whole exact']);
  });

  test('pods that hold a card one after another do not share it', () => {
    const week = [series(on('a'), [900, 900], 0), series(on('b'), [800, 800], 2)];
    expect(trusted(week, alone)).toEqual(['a whole exact', 'b whole exact']);
  });

  test('nor does the last value of one that is gone, which Prometheus tells on for five minutes', () => {
    const gone = series(
      on('a'),
      Array.from({ length: 12 }, () => 900),
      0,
    );
    const next = series(
      on('b'),
      Array.from({ length: 12 }, () => 800),
      7,
    );
    expect(trusted([gone, next], alone)).toEqual(['a whole exact', 'b whole exact']);
  });

  const both = ['a timeSlice duplicated', 'b timeSlice duplicated'];

  test('one that comes a quarter of an hour before the other goes shares it', () => {
    const gone = series(on('a'), minutes(30), 0);
    const next = series(on('b'), minutes(30), 15);
    expect(trusted([gone, next], alone)).toEqual(both);
  });

  test('nor is one handed anything over that was never alone', () => {
    expect(trusted([series(on('a'), minutes(3)), series(on('b'), minutes(30))], alone)).toEqual(
      both,
    );
    expect(trusted([series(on('a'), minutes(30)), series(on('b'), minutes(3), 27)], alone)).toEqual(
      both,
    );
  });

  test('two that stay are two, whatever the node says now', () => {
    const pods = [series(on('a'), [900, 900]), series(on('b'), [700, 900])];
    expect(trusted(pods, alone)).toEqual(both);
  });

  test('nobody knows how a node handed out its cards that is gone, and another one shares', () => {
    const facts: Facts = { ...turns, nodes: new Map([['m', turns.nodes.get('n') ?? {}]]) };
    expect(trusted([series(on('a'), [900])], facts)).toEqual(['a whole unknown']);
    expect(trusted([series(on('a'), [900])], { nodes: new Map(), holders: [] })).toEqual([
      'a whole unknown',
    ]);
  });

  test('one that is gone was as all the others are, where none of them shares', () => {
    const facts: Facts = { ...alone, nodes: new Map([['m', alone.nodes.get('n') ?? {}]]) };
    expect(trusted([series(on('a'), [900])], facts)).toEqual(['a whole exact']);
  });

  test('an exporter with a name of its own for its host does not matter where the pod’s node is known', () => {
    const labels = on('a', { ...device, Hostname: 'dcgm-exporter-x7f' });
    const shared: Facts = {
      nodes: new Map([...alone.nodes, ['m', turns.nodes.get('n') ?? {}]]),
      holders: [{ namespace: 'team-ml', pod: 'a', container: 'main', node: 'n' }],
    };
    expect(trusted([series(labels, [900])], shared)).toEqual(['a whole exact']);
    expect(trusted([series(labels, [900])], { ...shared, holders: [] })).toEqual([
      'a whole unknown',
    ]);
  });

  test('a node where somebody holds a GPU and is not told of has lost whose figures are whose', () => {
    const holders = ['a', 'b'].map((pod) => ({
      namespace: 'team-ml',
      pod,
      container: 'main',
      node: 'n',
    }));
    expect(trusted([series(on('a'), [900])], { ...alone, holders })).toEqual(['a whole unknown']);
    expect(trusted([series(on('a'), [900])], { ...alone, holders: holders.slice(0, 1) })).toEqual([
      'a whole exact',
    ]);
  });
});

describe('a shared device', () => {
  test('goes to whichever pod was seen last, where the exporter knows no replicas', () => {
    expect(trusted([series(on('a'), [900])], turns)).toEqual(['a timeSlice unknown']);
  });

  test('is copied to each sharer by exporters up to 4.5.2', () => {
    const copies = [series(replica('a', 0), [900, 950]), series(replica('b', 1), [900, 950])];
    expect(trusted(copies, turns)).toEqual(['a timeSlice duplicated', 'b timeSlice duplicated']);
  });

  test('is split by later ones, which keep the device’s own figure beside', () => {
    const split = [
      series(replica('a', 0), [900]),
      series(replica('b', 1), [900]),
      series(device, [1850]),
    ];
    expect(trusted(split, turns)).toEqual(['a timeSlice perProcess', 'b timeSlice perProcess']);
  });

  test('is split where the sharers’ figures differ', () => {
    const split = [series(replica('a', 0), [900]), series(replica('b', 1), [0])];
    expect(trusted(split, turns)).toEqual(['a timeSlice perProcess', 'b timeSlice perProcess']);
  });

  test('replicas with the same number are not told from copies, and pass for them', () => {
    const same = [series(replica('a', 0), [900]), series(replica('b', 1), [900])];
    expect(trusted(same, turns)).toEqual(['a timeSlice duplicated', 'b timeSlice duplicated']);
  });

  test('containers of one pod show the pod’s sum, which is no sign of copies', () => {
    const sidecar = { ...replica('a', 1), container: 'sidecar' };
    const split = [
      series(replica('a', 0), [900]),
      series(sidecar, [900]),
      series(replica('b', 2), [100]),
    ];
    expect(trusted(split, turns)).toEqual([
      'a timeSlice perProcess',
      'a timeSlice perProcess',
      'b timeSlice perProcess',
    ]);
  });

  test('is copied as long as it ever was in the window', () => {
    const a = series(replica('a', 0), [900, 500]);
    const b = series(replica('b', 1), [900, 400]);
    expect(trusted([a, b], turns)).toEqual(['a timeSlice duplicated', 'b timeSlice duplicated']);
  });

  test('one alone on it with the device’s figure is not known to be split', () => {
    expect(trusted([series(replica('a', 0), [900])], turns)).toEqual(['a timeSlice duplicated']);
    const beside = [series(replica('a', 0), [900]), series(device, [900])];
    expect(trusted(beside, turns)).toEqual(['a timeSlice duplicated']);
  });

  test('moments that cannot tell do not tell: one alone, or nobody with any memory', () => {
    const first = [series(replica('a', 0), [900, 900]), series(replica('b', 1), [100], 1)];
    expect(trusted(first, turns)).toEqual(['a timeSlice perProcess', 'b timeSlice perProcess']);
    const idle = [series(replica('a', 0), [0, 900]), series(replica('b', 1), [0, 100])];
    expect(trusted(idle, turns)).toEqual(['a timeSlice perProcess', 'b timeSlice perProcess']);
  });

  test('was shared when its replica was told of, though the node no longer says so', () => {
    expect(trusted([series(replica('a', 0), [900])], alone)).toEqual(['a timeSlice duplicated']);
  });

  test('under MPS the parts may be the server’s, and are nobody’s', () => {
    const split = [series(replica('a', 0), [900]), series(replica('b', 1), [0])];
    expect(trusted(split, mps)).toEqual(['a mps duplicated', 'b mps duplicated']);
    expect(trusted([series(on('a'), [900])], mps)).toEqual(['a mps unknown']);
  });

  test('what is copied is not the container’s: of what is split only the split part is kept', () => {
    const [first] = measuredBy(
      'dcgm',
      seen({
        [FB_USED]: [series(replica('a', 0), [900]), series(replica('b', 1), [0])],
        [SM_ACTIVE]: [series(replica('a', 0), [0.4]), series(replica('b', 1), [0.4])],
        [GPU_UTIL]: [series(replica('a', 0), [30]), series(replica('b', 1), [0])],
        DCGM_FI_PROF_DRAM_ACTIVE: [series(replica('a', 0), [0.2]), series(replica('b', 1), [0.2])],
      }),
      turns,
    );
    expect(first).toMatchObject({ computeBy: 'utilisation', attribution: 'perProcess' });
    expect(first?.readings).toEqual([{ at: 0, vramMiB: 900, sm: 0.3 }]);
  });

  test('an instance of a card may be taken in turns as well, and then its memory alone is split', () => {
    const instance = { ...device, GPU_I_ID: '7', GPU_I_PROFILE: '1g.10gb' };
    const of = (pod: string, index: number) => ({ ...on(pod, instance), vgpu: String(index) });
    const measured = measuredBy(
      'dcgm',
      seen({
        [FB_USED]: [series(of('a', 0), [900]), series(of('b', 1), [0])],
        [SM_ACTIVE]: [series(of('a', 0), [0.4]), series(of('b', 1), [0.4])],
      }),
      turns,
    );
    expect(measured).toMatchObject([
      { sharing: 'timeSlice', attribution: 'perProcess', computeBy: 'none' },
      { sharing: 'timeSlice', attribution: 'perProcess', computeBy: 'none' },
    ]);
  });

  test('GKE says it by labels of its own', () => {
    const gke: Facts = {
      nodes: new Map([
        [
          'n',
          {
            'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
            'cloud.google.com/gke-max-shared-clients-per-gpu': '3',
          },
        ],
      ]),
      holders: [],
    };
    expect(trusted([series(on('a'), [900])], gke)).toEqual(['a timeSlice unknown']);
  });
});

const guest = (pod: string) => ({
  namespace: 'team-ml',
  pod,
  container: 'main',
  device_uuid: 'GPU-1',
  node: 'n',
});
const used = 'hami_vgpu_memory_used_bytes';
const limit = 'hami_vgpu_memory_limit_bytes';
const GIB = 2 ** 30;
const hamiNode: Facts = {
  nodes: new Map([['n', { 'nvidia.com/gpu.memory': '15360' }]]),
  holders: [],
};
const trustedOf = (of: Readonly<Record<string, readonly Series[]>>, around = hamiNode) =>
  measuredBy('hami', seen(of), around).map(
    ({ sharing, attribution }) => `${sharing} ${attribution}`,
  );

const usedBy = { [used]: [series(guest('a'), [GIB])] };
const upTo = (GiB: number) => ({ ...usedBy, [limit]: [series(guest('a'), [GiB * GIB])] });

describe('HAMi', () => {
  test('counts what each container allocates, on a card that several are on', () => {
    const both = { [used]: [series(guest('a'), [GIB]), series(guest('b'), [GIB])] };
    expect(trustedOf(both)).toEqual(['timeSlice perProcess', 'timeSlice perProcess']);
  });

  test('one that may take all of a card has it whole; one that may not has a part', () => {
    expect(trustedOf(upTo(15))).toEqual(['whole perProcess']);
    expect(trustedOf(upTo(4))).toEqual(['timeSlice perProcess']);
    expect(trustedOf(usedBy)).toEqual(['timeSlice perProcess']);
  });

  test('it has all where a driver has the rest, and a part where another container may: a tenth, or half', () => {
    expect(trustedOf(upTo(14.5))).toEqual(['whole perProcess']);
    for (const GiB of [13.5, 7.5]) expect(trustedOf(upTo(GiB))).toEqual(['timeSlice perProcess']);
  });

  test('what may be taken of a card of unknown size is a part of it', () => {
    expect(trustedOf(upTo(15), alone)).toEqual(['timeSlice perProcess']);
  });
});
