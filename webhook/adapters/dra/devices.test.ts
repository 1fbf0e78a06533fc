import { beforeEach, describe, expect, test } from '@jest/globals';
import { Devices } from './devices.ts';
import {
  CARD,
  card,
  claim,
  counters,
  deviceClass,
  drawing,
  MIG,
  one,
  partition,
  profiled,
  slice,
  template,
} from './objects.fixture.ts';

let devices: Devices;
let changed: string[];
let told: string[];

beforeEach(() => {
  changed = [];
  told = [];
  devices = new Devices(
    (node) => changed.push(node),
    (event, { fault }) => told.push(`${event}: ${String(fault)}`),
  );
  devices.names.putClass(deviceClass('mig.nvidia.com', [MIG]));
});

/** `name: free of all`, of every name on the node. */
function offered(node = 'n1'): Record<string, string> {
  const on = devices.on(node);
  return Object.fromEntries(
    Object.entries(on?.units ?? {}).map(([name, all]) => [
      name,
      `${all - (on?.used[name] ?? 0)} of ${all}`,
    ]),
  );
}

const SMALL = 'claim:speech/small';
const NAMED = 'nvidia.com/mig-1g.10gb';
const small = () => devices.names.putTemplate(template('small', one('mig.nvidia.com')));

describe('a template', () => {
  test('stands for the devices that its class and its own selectors select', () => {
    small();
    const spec = one('mig.nvidia.com', [profiled('2g.20gb')]);
    devices.names.putTemplate(template('medium', spec));
    devices.putSlice(
      slice('n1', [partition('a'), partition('b'), partition('c', '2g.20gb'), card('d')]),
    );
    expect(offered()).toEqual({ [SMALL]: '3 of 3', 'claim:speech/medium': '1 of 1' });
    expect(devices.on('n1')?.claimable).toContainEqual({
      resource: 'claim:speech/medium',
      template: 'medium',
      type: 'mig',
      product: 'NVIDIA-H100-80GB-HBM3',
      profile: '2g.20gb',
      memoryMiB: 9984,
      sms: 16,
    });
  });

  const passed: { name: string; spec: object }[] = [
    { name: 'two devices', spec: one('mig.nvidia.com', [], { count: 2 }) },
    { name: 'all devices', spec: one('mig.nvidia.com', [], { allocationMode: 'All' }) },
    { name: 'a look at them', spec: one('mig.nvidia.com', [], { adminAccess: true }) },
    { name: 'part of one', spec: one('mig.nvidia.com', [], { capacity: { requests: {} } }) },
    { name: 'a class nobody has seen', spec: one('mig.example.com') },
    {
      name: 'the first of several',
      spec: {
        devices: {
          requests: [
            { name: 'r', firstAvailable: [{ name: 'a', deviceClassName: 'mig.nvidia.com' }] },
          ],
        },
      },
    },
    {
      name: 'two things',
      spec: {
        devices: {
          requests: [
            ...one('mig.nvidia.com').devices.requests,
            ...one('mig.nvidia.com').devices.requests,
          ],
        },
      },
    },
    {
      name: 'what fits together',
      spec: {
        devices: { ...one('mig.nvidia.com').devices, constraints: [{ matchAttribute: 'x/y' }] },
      },
    },
    {
      name: 'turns on a device',
      spec: {
        devices: {
          ...one('mig.nvidia.com').devices,
          config: [
            {
              opaque: {
                driver: 'gpu.nvidia.com',
                parameters: { sharing: { strategy: 'TimeSlicing' } },
              },
            },
          ],
        },
      },
    },
  ];
  test.each(passed)('that asks for $name is passed over', ({ spec }) => {
    devices.names.putTemplate(template('small', spec));
    devices.putSlice(slice('n1', [partition('a')]));
    expect(offered()).toEqual({});
  });

  test('whose selector is not understood offers nothing, and that is told once', () => {
    devices.names.putTemplate(template('a', one('mig.nvidia.com', ['device.matches("x")'])));
    devices.names.putTemplate(template('b', one('mig.nvidia.com', ['device.matches("x")'])));
    devices.putSlice(slice('n1', [partition('a'), partition('b', '2g.20gb')]));
    expect(offered()).toEqual({});
    expect(told).toEqual(['device-selector-not-understood: regular expressions are not asked']);
  });

  test('that is gone offers nothing any more', () => {
    const made = template('small', one('mig.nvidia.com'));
    devices.names.putTemplate(made);
    devices.putSlice(slice('n1', [partition('a')]));
    expect(offered()).toEqual({ [SMALL]: '1 of 1' });
    devices.names.dropTemplate(made);
    expect(offered()).toEqual({});
  });
});

const named = (name: string, expression: string, created?: string) =>
  devices.names.putClass(deviceClass(name, [expression], { extendedResourceName: NAMED }, created));

describe('a resource name', () => {
  test('is that of the class which took it over last, then of the first by name', () => {
    devices.putSlice(
      slice('n1', [partition('a'), partition('b', '2g.20gb'), partition('c', '2g.20gb')]),
    );
    named('old', profiled('1g.10gb'), '2026-01-01T00:00:00Z');
    expect(offered()).toEqual({ [NAMED]: '1 of 1' });
    named('new', profiled('2g.20gb'), '2026-02-01T00:00:00Z');
    expect(offered()).toEqual({ [NAMED]: '2 of 2' });
    named('also-new', profiled('1g.10gb'), '2026-02-01T00:00:00Z');
    expect(offered()).toEqual({ [NAMED]: '1 of 1' });
  });

  test('outside nvidia.com is none that we would ask for', () => {
    devices.names.putClass(deviceClass('c', [MIG], { extendedResourceName: 'example.com/gpu' }));
    devices.putSlice(slice('n1', [partition('a')]));
    expect(offered()).toEqual({});
  });
});

describe('a device', () => {
  beforeEach(small);

  test('is taken while a claim holds it, and its node is told of', () => {
    devices.putSlice(slice('n1', [partition('a'), partition('b')]));
    changed = [];
    const held = claim('x', one('mig.nvidia.com'), ['n1/a'], {
      ownerReferences: [{ kind: 'Pod' }],
    });
    devices.putClaim(held);
    expect(offered()).toEqual({ [SMALL]: '1 of 2' });
    expect(changed).toEqual(['n1']);
    devices.putClaim(held);
    expect(changed).toEqual(['n1']);
    devices.dropClaim(held);
    expect(offered()).toEqual({ [SMALL]: '2 of 2' });
  });

  test('is not there while only part of its pool is, and of an older generation never', () => {
    const pool = { name: 'n1', generation: 2, resourceSliceCount: 2 };
    devices.putSlice(slice('n1', [partition('a')], { pool }, 'first'));
    expect(offered()).toEqual({});
    devices.putSlice(slice('n1', [partition('old')], {}, 'older'));
    devices.putSlice(slice('n1', [partition('b')], { pool }, 'second'));
    expect(offered()).toEqual({ [SMALL]: '2 of 2' });
  });

  test('that is tainted, shared by several claims, of no node or of another driver is not ours', () => {
    const taints = [{ key: 'x', effect: 'NoExecute' }];
    devices.putSlice(slice('n1', [partition('a', '1g.10gb', { taints })]));
    devices.putSlice(slice('n2', [partition('a', '1g.10gb', { allowMultipleAllocations: true })]));
    devices.putSlice(slice('', [partition('a')], { allNodes: true }, 'all'));
    devices.putSlice(slice('n3', [partition('a')], { driver: 'gpu.example.com' }));
    expect(['n1', 'n2', 'n3', ''].map(offered)).toEqual([{}, {}, {}, {}]);
  });
});

const hold = (device: string) =>
  devices.putClaim(claim(device, one('mig.nvidia.com', ['x']), [`n1/${device}`]));

describe('partitions that take each other’s place', () => {
  const cut = [
    card('gpu-0', drawing('gpu-0', 8)),
    partition('gpu-0-mig-0', '1g.10gb', drawing('gpu-0', 1)),
    partition('gpu-0-mig-1', '1g.10gb', drawing('gpu-0', 1)),
    partition('gpu-1-mig-0', '1g.10gb', drawing('gpu-1', 1)),
  ];
  const sharedCounters = [counters('gpu-0', 8), counters('gpu-1', 8)];

  beforeEach(() => {
    small();
    devices.names.putClass(
      deviceClass('gpu.nvidia.com', [CARD], { extendedResourceName: 'nvidia.com/gpu' }),
    );
    devices.putSlice(slice('n1', cut, { sharedCounters }));
  });

  test('count once a card', () => {
    expect(offered()).toMatchObject({ [SMALL]: '2 of 2', 'nvidia.com/gpu': '1 of 1' });
  });

  test('leave room beside one that is held, and no card', () => {
    hold('gpu-0-mig-0');
    expect(offered()).toMatchObject({ [SMALL]: '2 of 2', 'nvidia.com/gpu': '0 of 1' });
  });

  test('are gone while the whole card is held', () => {
    hold('gpu-0');
    expect(offered()).toMatchObject({ [SMALL]: '1 of 2', 'nvidia.com/gpu': '0 of 1' });
  });
});
