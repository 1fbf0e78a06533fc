/** One part of a pod laid over another, as a strategic merge patch does: items of a list are told apart by a key. */
import { isRecord, type Raw } from '../raw.ts';

const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ports: 'containerPort',
  resourceClaims: 'name',
  sidecars: 'name',
  volumeMounts: 'mountPath',
  volumes: 'name',
};

export function merged(base: Raw, over: Raw): Raw {
  const both: Raw = { ...base };
  for (const [name, value] of Object.entries(over))
    if (value === null) delete both[name];
    else if (value !== undefined) both[name] = one(both[name], value, KEYS[name]);
  return both;
}

function one(base: unknown, over: unknown, key: string | undefined): unknown {
  if (isRecord(base) && isRecord(over)) return merged(base, over);
  if (key === undefined || !Array.isArray(base) || !Array.isArray(over)) return over;
  return items(base, over, key);
}

function items(base: readonly unknown[], over: readonly unknown[], key: string): unknown[] {
  const keyOf = (item: unknown) => (isRecord(item) ? item[key] : undefined);
  const all = [...base];
  for (const item of over) {
    const wanted = keyOf(item);
    const at = wanted === undefined ? -1 : all.findIndex((held) => keyOf(held) === wanted);
    const held = all[at];
    if (isRecord(held) && isRecord(item)) all[at] = merged(held, item);
    else all.push(item);
  }
  return all;
}
