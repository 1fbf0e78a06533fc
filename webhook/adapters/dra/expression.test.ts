import { describe, expect, test } from '@jest/globals';
import { selects } from './expression.ts';
import { kindOf } from './kinds.ts';

const kind = kindOf({
  name: 'gpu-0-mig-9-0-1',
  attributes: {
    type: { string: 'mig' },
    profile: { string: '1g.10gb+me' },
    uuid: { string: 'MIG-1' },
    parentUUID: { string: 'GPU-1' },
    driverVersion: { version: '570.172.8' },
    cudaComputeCapability: { version: '9.0.0' },
    'resource.kubernetes.io/pciBusID': { string: '0000:1b:00.0' },
    'example.com/rack': { int: 7 },
    'example.com/spare': { bool: true },
  },
  capacity: { memory: { value: '9984Mi' }, multiprocessors: { value: '16' } },
});

const own = 'device.attributes["gpu.nvidia.com"]';
const room = 'device.capacity["gpu.nvidia.com"]';

describe('a selector that is understood', () => {
  const table: { says: string; want: boolean }[] = [
    { says: `device.driver == "gpu.nvidia.com" && ${own}.type == "mig"`, want: true },
    { says: `${own}.type == "gpu"`, want: false },
    { says: `${own}["type"] in ["gpu", "mig"]`, want: true },
    { says: `${own}.profile.startsWith("1g") && !("brand" in ${own})`, want: true },
    { says: `${room}.memory.isGreaterThan(quantity("9Gi"))`, want: true },
    { says: `${room}.memory.isLessThan(quantity("9Gi"))`, want: false },
    { says: `${room}.memory.compareTo(quantity("9984Mi")) >= 0`, want: true },
    { says: `${own}.driverVersion.isGreaterThan(semver("570.86.15"))`, want: true },
    { says: `${own}.driverVersion.isLessThan(semver("570.172.10"))`, want: true },
    { says: `${own}.cudaComputeCapability.compareTo(semver("9.0.0")) == 0`, want: true },
    { says: 'device.attributes["example.com"].rack > 3', want: true },
    { says: 'device.attributes["example.com"].spare', want: true },
    { says: `["1g.5gb", "1g.10gb+me"].exists(p, p == ${own}.profile)`, want: true },
    { says: `cel.bind(a, ${own}, a.type == "mig" && a.profile != "")`, want: true },
  ];
  test.each(table)('$says: $want', ({ says, want }) => {
    expect(selects(says, kind)).toBe(want);
  });
});

describe('a selector that is not understood says why', () => {
  const table: { name: string; says: string; why: string }[] = [
    { name: 'no CEL', says: 'device.attributes[', why: 'EOF' },
    { name: 'nothing', says: '', why: '' },
    { name: 'no truth', says: `${own}.type`, why: 'neither true nor false' },
    { name: 'an attribute that is not there', says: `${own}.brand == "Tesla"`, why: 'No such key' },
    { name: 'what tells it from its twins', says: `${own}.uuid == "MIG-1"`, why: 'No such key' },
    {
      name: 'where it is plugged in',
      says: 'device.attributes["resource.kubernetes.io"].pciBusID != ""',
      why: 'No such key',
    },
    { name: 'a regular expression', says: `${own}.type.matches("(a+)+$")`, why: 'regular' },
    {
      name: 'a loop in a loop',
      says: '[1, 2].all(x, [1, 2].all(y, x == y))',
      why: 'more than one loop',
    },
    {
      name: 'values that double and double',
      says: 'cel.bind(a, "xx", cel.bind(b, a + a, cel.bind(c, b + b, c != "")))',
      why: 'binds more than two',
    },
    {
      name: 'texts that grow and grow',
      says: `"${'a'.repeat(400)}"${'.replace("a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")'.repeat(8)} != ""`,
      why: 'costs more than',
    },
    { name: 'a novel', says: `true || "${'x'.repeat(2048)}" == ""`, why: 'longer than 2048' },
    {
      name: 'a quantity that is none',
      says: `${room}.memory.isLessThan(quantity("9 Gi"))`,
      why: 'no quantity',
    },
    {
      name: 'a version that is none',
      says: `${own}.driverVersion.isLessThan(semver("9"))`,
      why: 'no plain version',
    },
    { name: 'a prototype', says: `${own}.constructor == "x"`, why: 'No such key' },
  ];
  test.each(table)('$name', ({ says, why }) => {
    const answer = selects(says, kind);
    expect(typeof answer).toBe('string');
    expect(answer).toContain(why);
  });
});

const device = (uuid: string, profile = '1g.10gb') =>
  kindOf({
    attributes: { type: { string: 'mig' }, uuid: { string: uuid }, profile: { string: profile } },
  });

test('devices that differ in who they are only are of one kind', () => {
  expect(device('a')).toBe(device('b'));
  expect(device('a')).not.toBe(device('a', '2g.20gb'));
});
