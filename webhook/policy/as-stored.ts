/**
 * A manifest as it comes out of the API server, which leaves out what says nothing: so that `has(…)` of a
 * file says what it says of the pod. What else is empty (`emptyDir: {}`) says something, and stays.
 */
import { isRecord } from '../core/record.ts';
import type { Json } from './schema/forms.ts';

/** Their keys are somebody's own, and their values may be empty. */
const MAPS = new Set([
  'annotations',
  'labels',
  'nodeSelector',
  'limits',
  'requests',
  'overhead',
  'matchLabels',
]);

/** Whoever leaves these empty has said so. */
const KEPT = new Set(['containers', 'nodeSelectorTerms', 'sources', 'storageClassName']);

/** Whose default is false; of others, such as `privileged`, false is not the same as nothing. */
const SWITCHES = new Set([
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'stdin',
  'stdinOnce',
  'tty',
  'readOnly',
]);

export function asStored(object: Json): Json {
  const left = Object.entries(object).filter(([name, value]) => !saysNothing(name, value));
  return Object.fromEntries(
    left.map(([name, value]) => [name, MAPS.has(name) ? value : within(value)]),
  );
}

const within = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(within);
  return isRecord(value) ? asStored(value) : value;
};

function saysNothing(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (KEPT.has(name)) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (MAPS.has(name)) return isRecord(value) && Object.keys(value).length === 0;
  return value === '' || (value === false && SWITCHES.has(name));
}
