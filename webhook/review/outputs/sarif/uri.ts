/** A path as a URI reference; an absolute one as a file's. */
import { sayable } from '../../../report/sayable.ts';

export function uriOf(path: string): string {
  const steps = sayable(path).split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${steps}` : steps;
}
