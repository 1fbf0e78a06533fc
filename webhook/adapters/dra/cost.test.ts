import { beforeEach, describe, expect, test } from '@jest/globals';
import { Devices } from './devices.ts';
import { claim, deviceClass, MIG, one, partition, slice, template } from './objects.fixture.ts';

const nobody = () => undefined;
let devices: Devices;

beforeEach(() => {
  devices = new Devices(nobody, nobody);
  devices.names.putClass(deviceClass('mig.nvidia.com', [MIG]));
});

const SMALL = 'claim:speech/small';
const made = (name: string) => devices.cost()('speech', { resourceClaimTemplateName: name });
const named = (name: string) => devices.cost()('speech', { resourceClaimName: name });
const CARDS = (count: number) => ({ resource: 'nvidia.com/gpu', count });

describe('what a claim of a pod costs', () => {
  const table: { name: string; spec: object; want: object | 'nothing' }[] = [
    {
      name: 'one device is itself',
      spec: one('mig.nvidia.com'),
      want: { resource: SMALL, count: 1 },
    },
    {
      name: 'two count as two cards',
      spec: one('mig.nvidia.com', [], { count: 2 }),
      want: CARDS(2),
    },
    {
      name: 'all count as all of a node',
      spec: one('mig.nvidia.com', [], { allocationMode: 'All' }),
      want: CARDS(3),
    },
    {
      name: 'alternatives count as the most of them',
      spec: {
        devices: {
          requests: [
            {
              name: 'r',
              firstAvailable: [
                { deviceClassName: 'nic' },
                { deviceClassName: 'gpu.nvidia.com', count: 4 },
              ],
            },
          ],
        },
      },
      want: CARDS(4),
    },
    {
      name: 'who only looks takes nothing',
      spec: one('gpu.nvidia.com', [], { adminAccess: true }),
      want: 'nothing',
    },
    { name: 'a network card is no GPU', spec: one('nic'), want: 'nothing' },
    { name: 'nor is what asks for nothing', spec: {}, want: 'nothing' },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    devices.names.putClass(deviceClass('nic', ['device.driver == "nic.example.com"']));
    devices.putSlice(slice('n1', [partition('a'), partition('b'), partition('c')]));
    devices.names.putTemplate(template('small', spec));
    expect(made('small')).toEqual(want);
  });

  test('nothing, where nobody has seen the template, or it is another namespace’s', () => {
    devices.names.putTemplate(template('small', one('mig.nvidia.com'), 'vision'));
    expect(made('small')).toBe('nothing');
  });

  test('a claim made by hand costs as a template does, and is on no pod’s menu', () => {
    devices.putSlice(slice('n1', [partition('a')]));
    devices.putClaim(claim('mine', one('mig.nvidia.com')));
    const cost = named('mine');
    expect(cost).toEqual({ resource: 'claim:speech/by-name/mine', count: 1 });
    expect(devices.on('n1')?.claimable).toEqual([
      expect.objectContaining({ resource: 'claim:speech/by-name/mine', template: '' }),
    ]);
  });
});
