/** What a snapshot says of itself, and why it may not be what the cluster is now. */
import { ofKind, type Document } from '../../policy/documents.ts';
import type { Unread } from '../../review/report.ts';
import type { Clock } from '../../ports.ts';

export const headerOf = (documents: readonly Document[]) =>
  ofKind(documents, 'World')
    .map(({ value }) => value.spec)
    .find((spec) => spec !== undefined);

export type Header = ReturnType<typeof headerOf>;

export interface Bounds {
  /** In seconds. */
  readonly maxAge: number;
  readonly version: string;
  readonly clock: Clock;
}

/** Also of a World that somebody wrote by hand, where it says when it was read: it is believed in that, too. */
export function doubtsOf(file: string, header: Header, bounds: Bounds): Unread[] {
  const { readAt, hashes } = header ?? {};
  const help = hashes === undefined ? BY_HAND : ANEW;
  return [...ofItsAge(readAt, bounds), ...ofAnother(header, bounds)].map((says) => ({
    of: 'snapshot',
    doubted: true,
    file,
    line: 1,
    column: 1,
    says,
    help,
  }));
}

const ANEW = 'take it anew: tranche snapshot';
const BY_HAND = `${ANEW}; or leave readAt out of a World that is written by hand`;

/** Clocks of two machines are rarely further apart, in seconds. */
const APART = 5 * 60;

function ofItsAge(readAt: string | undefined, { maxAge, clock }: Bounds): string[] {
  if (readAt === undefined) return [];
  const age = Math.floor((clock.now() - Date.parse(readAt)) / 1000);
  if (age < -APART) return [`was read at ${readAt}, which is yet to come: is a clock wrong?`];
  // How old it is by now would make an unchanged report another one each hour.
  return age > maxAge
    ? [`was read at ${readAt}, longer ago than --max-age lets pass (${spoken(maxAge)})`]
    : [];
}

function ofAnother(header: Header, bounds: Bounds): string[] {
  const { hashes, version } = header ?? {};
  // Of a World that somebody wrote by hand no program decides otherwise than it was written for.
  if (hashes === undefined || version === bounds.version) return [];
  return version === undefined
    ? ['does not say which tranche wrote it, as each snapshot does: its header was changed by hand']
    : [
        `was written by tranche ${version}, and this is ${bounds.version}: they may decide otherwise`,
      ];
}

function spoken(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours} h` : `${Math.floor(seconds / 60)} min`;
}
