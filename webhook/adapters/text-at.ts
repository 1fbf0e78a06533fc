/** The text of a file, compressed or not: a snapshot in a ConfigMap has to be small, and is read as it came from there. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isRecord } from './raw.ts';
import { faultText } from './tell.ts';

/** A snapshot of a large cluster is larger than a file of policies may be. */
export const SNAPSHOT_BYTES = 256 * 1024 * 1024;

/** How gzip begins, and no YAML: a pipe has no name to go by. */
const GZIP = [0x1f, 0x8b];

export function textAt(path: string): string {
  const bytes = readFileSync(path);
  return (GZIP.every((byte, i) => bytes[i] === byte) ? inflated(path, bytes) : bytes).toString(
    'utf8',
  );
}

/** A few bytes can be made to hold gigabytes. */
function inflated(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: SNAPSHOT_BYTES });
  } catch (fault) {
    const large = isRecord(fault) && fault['code'] === 'ERR_BUFFER_TOO_LARGE';
    const why = large
      ? `it holds more than ${SNAPSHOT_BYTES / 1024 / 1024} MiB`
      : `it begins as gzip does, and is not whole: ${faultText(fault)}`;
    if (isRecord(fault)) Object.assign(fault, { message: why, path });
    throw fault;
  }
}
