/** What a profiler kept in the status of a GpuProfile; what does not have its form is not read. */
import type { Static } from '@sinclair/typebox';
import { Ajv, type ValidateFunction } from 'ajv';
import { closed } from './schema/forms.ts';
import { profileStatus } from './schema/profile-status.ts';

export type ProfileStatus = Static<typeof profileStatus>;
export type KeptCheckpoint = NonNullable<ProfileStatus['checkpoints']>[number];

let check: ValidateFunction<ProfileStatus> | undefined;

/** Of what else is in the status others write. */
export function checkpointsIn(status: unknown): readonly KeptCheckpoint[] | 'unreadable' {
  const of: unknown =
    typeof status === 'object' && status !== null && 'checkpoints' in status
      ? { checkpoints: structuredClone(status.checkpoints) }
      : {};
  check ??= new Ajv({ strict: false }).compile<ProfileStatus>(closed(profileStatus));
  return check(of) ? (of.checkpoints ?? []) : 'unreadable';
}
