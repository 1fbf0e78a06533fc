/** What commands share towards whoever typed them. */
import { readFiles, type FilesRead } from '../adapters/read-files.ts';
import { oneLine } from '../core/text.ts';
import { colours, type Colours } from '../report/colour.ts';
import { pathIn, unread } from './unread.ts';

/** Colours for stdout, where it is a terminal and nobody has asked for none. */
export const paintOf = (): Colours =>
  colours(process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '');

const LONGEST = 2048;

/** For whoever called, of what Prometheus and the API server say: anyone's text, that may hold what a terminal obeys. */
export function noted(line: string): void {
  process.stderr.write(`tranche: ${oneLine(line, LONGEST)}\n`);
}

/** Nothing could be told: why, and the exit status that says so. */
export function failed(text: string): void {
  process.stderr.write(`${text.trimEnd()}\n`);
  process.exitCode = 2;
}

/** A pipeline that names the wrong folder must not pass for want of anything to object to. */
export function policiesAt(paths: readonly string[], maxBytes?: number): FilesRead {
  const asked = paths.join(', ');
  const read = documentsAt(paths, maxBytes === undefined ? { asked } : { asked, maxBytes });
  const some = read.documents.some(({ kind }) => OF_POLICY.includes(kind));
  if (some || read.faults.length > 0) return read;
  throw new Error(`there is no policy, quota or exemption in ${asked}`);
}

const OF_POLICY: readonly string[] = ['GpuPolicy', 'GpuQuota', 'GpuExemption'];

/** Throws in the words of whoever `asked` where a path that was named cannot be read. */
export function documentsAt(
  paths: readonly string[],
  { maxBytes, asked = paths.join(', ') }: { maxBytes?: number; asked?: string } = {},
): FilesRead {
  try {
    return readFiles(paths, maxBytes);
  } catch (error) {
    throw unread(pathIn(error) ?? asked, error);
  }
}
