/** What a container wants of NVIDIA's driver: a list, with blanks or without. */
import type { EnvVar } from '../pod.ts';

const NAME = 'NVIDIA_DRIVER_CAPABILITIES';

/** None where the variable is another; `unknown` where it comes from elsewhere. */
export function capabilities({ name, value, valueFrom }: EnvVar): readonly string[] | 'unknown' {
  if (name !== NAME) return [];
  return valueFrom === undefined ? (value ?? '').split(/[\s,]+/) : 'unknown';
}
