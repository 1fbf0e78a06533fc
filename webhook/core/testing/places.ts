/** Places in a value as JSON has it, and what the door to a pod says where one is spoilt. */
import { readPod } from '../read-pod.ts';

export const faultsOf = (value: unknown) => {
  const read = readPod(value);
  return read.ok ? [] : read.faults.map(({ pointer, says }) => `${pointer} ${says}`);
};

/** Every place in a value, as the keys that lead there. */
export function places(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, child]) => places(child, [...at, key]))];
}

/** In place, and the whole again. */
export function put(root: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof root !== 'object' || root === null) return value;
  Reflect.set(root, key, put(Reflect.get(root, key), rest, value));
  return root;
}

export const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce(
    (value, key): unknown =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    root,
  );
