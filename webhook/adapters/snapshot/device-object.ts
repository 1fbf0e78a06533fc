/** What Dynamic Resource Allocation hands out, as a World keeps it: without what tells a device from its twin. */
import { shares } from '../dra/asked.ts';
import { GPU_DRIVER, IDENTITY } from '../dra/kinds.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import { placed } from './object.ts';

const API = 'resource.k8s.io/v1';

const only = (raw: Raw, names: readonly string[]): Raw =>
  Object.fromEntries(names.flatMap((name) => (name in raw ? [[name, raw[name]]] : [])));

/** That it is shared out, and by nobody's parameters. */
const config = (raw: Raw): Raw =>
  shares(raw) ? { config: [{ opaque: { parameters: { sharing: {} } } }] } : {};

export function classObject(raw: Raw): Raw {
  const spec = recordIn(raw, 'spec');
  return {
    apiVersion: API,
    kind: 'DeviceClass',
    metadata: only(recordIn(raw, 'metadata'), ['name', 'creationTimestamp']),
    spec: { ...only(spec, ['selectors', 'extendedResourceName']), ...config(spec) },
  };
}

/** Those of other drivers are no GPUs. */
export function sliceObject(raw: Raw): Raw | 'none' {
  const spec = recordIn(raw, 'spec');
  if (textIn(spec, 'driver') !== GPU_DRIVER) return 'none';
  return {
    apiVersion: API,
    kind: 'ResourceSlice',
    metadata: only(recordIn(raw, 'metadata'), ['name']),
    spec: {
      ...only(spec, ['driver', 'nodeName', 'pool', 'sharedCounters']),
      devices: listIn(spec, 'devices').filter(isRecord).map(device),
    },
  };
}

const DEVICE = ['name', 'capacity', 'consumesCounters', 'taints', 'allowMultipleAllocations'];

const device = (raw: Raw): Raw => ({
  ...only(raw, DEVICE),
  attributes: Object.fromEntries(
    Object.entries(recordIn(raw, 'attributes')).filter(
      ([name]) => !IDENTITY.test(name.slice(name.indexOf('/') + 1)),
    ),
  ),
});

const asked = (spec: Raw): Raw => {
  const devices = recordIn(spec, 'devices');
  return { devices: { ...only(devices, ['requests', 'constraints']), ...config(devices) } };
};

export function claimObject(raw: Raw): Raw {
  // That a pod owns it is read, and which is not.
  const ofPods = listIn(recordIn(raw, 'metadata'), 'ownerReferences')
    .filter(isRecord)
    .filter(({ kind }) => kind === 'Pod')
    .map((owner) => only(owner, ['apiVersion', 'kind', 'name']));
  const given = recordIn(recordIn(recordIn(raw, 'status'), 'allocation'), 'devices');
  const results = listIn(given, 'results')
    .filter(isRecord)
    .map((one) => only(one, ['driver', 'pool', 'device', 'adminAccess']));
  return {
    apiVersion: API,
    kind: 'ResourceClaim',
    metadata: { ...placed(raw), ...(ofPods.length === 0 ? {} : { ownerReferences: ofPods }) },
    spec: asked(recordIn(raw, 'spec')),
    ...(results.length === 0 ? {} : { status: { allocation: { devices: { results } } } }),
  };
}

export const templateObject = (raw: Raw): Raw => ({
  apiVersion: API,
  kind: 'ResourceClaimTemplate',
  metadata: placed(raw),
  spec: { spec: asked(recordIn(recordIn(raw, 'spec'), 'spec')) },
});
