/**
 * What manifests say of devices (Dynamic Resource Allocation): their pods name it, so it stands in every
 * cluster that a review asks, beside what stands there already.
 */
import { claimObject, classObject, templateObject } from '../../adapters/snapshot/device-object.ts';
import { placedIn } from '../../expand/namespace.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import { titleOf, type Document } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';

const READ: Readonly<Record<string, (object: Raw) => Raw>> = {
  DeviceClass: classObject,
  ResourceClaim: claimObject,
  ResourceClaimTemplate: templateObject,
};

/** Whether pods ask for devices by it. */
export const tellsDevices = ({ apiVersion, kind }: Raw): boolean =>
  (text(apiVersion) ?? '').startsWith('resource.k8s.io/') && Object.hasOwn(READ, text(kind) ?? '');

/** `namespace`: of objects that name none. What nobody can read no pod can name either. */
export const deviceDocuments = (objects: readonly Raw[], namespace: string): Document[] =>
  objects.flatMap((object) => {
    const kind = text(object['kind']) ?? '';
    const trimmed = READ[kind]?.(
      asOfToday(kind === 'DeviceClass' ? object : placedIn(object, namespace)),
    );
    return trimmed === undefined ? [] : readObject(`${kind} of the manifests`, trimmed).documents;
  });

/** A claim that stands in the cluster holds devices already, and its words cannot change. */
export function beside(standing: readonly Document[], devices: readonly Document[]): Document[] {
  if (devices.length === 0) return [...standing];
  const live = standing.filter(({ kind }) => kind === 'ResourceClaim').map(titleOf);
  const coming = devices.filter((one) => !live.includes(titleOf(one)));
  const titles = new Set(coming.map(titleOf));
  return [...standing.filter((one) => !titles.has(titleOf(one))), ...coming];
}

/** Up to v1beta1 a request said outright what is now said of it exactly. */
function asOfToday(object: Raw): Raw {
  if (!/\/v1(?:alpha3|beta1)$/.test(text(object['apiVersion']) ?? '')) return object;
  return changed(object, object['kind'] === 'ResourceClaim' ? ['spec'] : ['spec', 'spec']);
}

function changed(object: Raw, [step, ...steps]: readonly string[]): Raw {
  if (step !== undefined)
    return step in object ? { ...object, [step]: changed(member(object, step), steps) } : object;
  const devices = member(object, 'devices');
  const requests: readonly unknown[] = Array.isArray(devices['requests'])
    ? devices['requests']
    : [];
  return { ...object, devices: { ...devices, requests: requests.map(exactly) } };
}

function exactly(request: unknown): unknown {
  if (!isRecord(request) || 'exactly' in request || 'firstAvailable' in request) return request;
  const { name, ...rest } = request;
  return { name, exactly: rest };
}
