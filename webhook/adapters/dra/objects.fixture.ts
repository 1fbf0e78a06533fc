/** Classes, slices, claims and templates as the API server gives them, trimmed, for the tests of this folder. */
import { trimClaim, trimClass, trimSlice, trimTemplate } from './seen.ts';

const DRIVER = 'gpu.nvidia.com';
export const MIG = `device.attributes["${DRIVER}"].type == "mig"`;
export const CARD = `device.attributes["${DRIVER}"].type == "gpu"`;
export const profiled = (name: string) => `device.attributes["${DRIVER}"].profile == "${name}"`;

const selectors = (expressions: readonly string[]) =>
  expressions.map((expression) => ({ cel: { expression } }));

export const deviceClass = (
  name: string,
  expressions: readonly string[],
  spec: object = {},
  created = '2026-01-01T00:00:00Z',
) =>
  trimClass({
    metadata: { name, uid: name, creationTimestamp: created },
    spec: { selectors: selectors(expressions), ...spec },
  });

const PRODUCT = { productName: { string: 'NVIDIA H100 80GB HBM3' } };

export const card = (name: string, more: object = {}) => ({
  name,
  attributes: { ...PRODUCT, type: { string: 'gpu' }, uuid: { string: name } },
  capacity: { memory: { value: '81559Mi' } },
  ...more,
});

export const partition = (name: string, profile = '1g.10gb', more: object = {}) => ({
  name,
  attributes: {
    ...PRODUCT,
    type: { string: 'mig' },
    profile: { string: profile },
    uuid: { string: name },
  },
  capacity: { memory: { value: '9984Mi' }, multiprocessors: { value: '16' } },
  ...more,
});

/** Of the memory slices of one card. */
export const drawing = (set: string, slices: number) => ({
  consumesCounters: [{ counterSet: set, counters: { slices: { value: String(slices) } } }],
});

export const counters = (set: string, slices: number) => ({
  name: set,
  counters: { slices: { value: String(slices) } },
});

export const slice = (node: string, devices: readonly object[], spec: object = {}, name = node) =>
  trimSlice({
    metadata: { name: `${name}-gpu`, uid: `${name}-gpu` },
    spec: {
      driver: DRIVER,
      nodeName: node,
      pool: { name: node, generation: 1, resourceSliceCount: 1 },
      devices,
      ...spec,
    },
  });

export const one = (deviceClassName: string, expressions: readonly string[] = [], more = {}) => ({
  devices: {
    requests: [
      { name: 'r', exactly: { deviceClassName, selectors: selectors(expressions), ...more } },
    ],
  },
});

export const template = (name: string, spec: object, namespace = 'speech') =>
  trimTemplate({ metadata: { name, namespace, uid: `${namespace}/${name}` }, spec: { spec } });

/** It holds `pool/device` each. */
export const claim = (name: string, spec: object, holds: readonly string[] = [], metadata = {}) =>
  trimClaim({
    metadata: { name, namespace: 'speech', uid: name, ...metadata },
    spec,
    status: {
      allocation: {
        devices: {
          results: holds.map((id) => {
            const [pool, device] = id.split('/');
            return { request: 'r', driver: DRIVER, pool, device };
          }),
        },
      },
    },
  });
