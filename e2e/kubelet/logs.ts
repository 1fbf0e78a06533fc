/** Where a pod's output is kept, for its kubelet and for whoever asks when the pod is gone. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SEPARATOR = '_';

export const logFolder = (folder: string): string => join(folder, 'logs');

export const logFile = (folder: string, namespace: string, name: string): string =>
  join(logFolder(folder), `${namespace}${SEPARATOR}${name}.log`);

export function findLog(folder: string, name: string): string | undefined {
  const logs = logFolder(folder);
  const file = (existsSync(logs) ? readdirSync(logs) : []).find((each) =>
    each.endsWith(`${SEPARATOR}${name}.log`),
  );
  return file === undefined ? undefined : join(logs, file);
}
