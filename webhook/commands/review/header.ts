/** What a snapshot says of itself, and why it may not be what the cluster is now. */
import { counted } from '../../core/text.ts';
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
  const { readAt, version, hashes } = header ?? {};
  const byHand = hashes === undefined;
  const help = byHand ? BY_HAND : ANEW;
  return [...ofItsAge({ readAt, byHand }, bounds), ...ofAnother(version, bounds)].map((says) => ({
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

interface Age {
  readonly readAt: string | undefined;
  readonly byHand: boolean;
}

function ofItsAge({ readAt, byHand }: Age, { maxAge, clock }: Bounds): string[] {
  if (readAt === undefined) return [];
  const age = Math.floor((clock.now() - Date.parse(readAt)) / 1000);
  if (age < -APART) return [`was read at ${readAt}, which is in ${ahead(-age)}: is a clock wrong?`];
  const what = byHand ? 'a World' : 'a snapshot';
  return age > maxAge
    ? [`is ${what} of ${readAt}, ${spoken(age)} old; --max-age lets ${spoken(maxAge)} pass`]
    : [];
}

const ofAnother = (version: string | undefined, bounds: Bounds): string[] =>
  version === undefined || version === bounds.version
    ? []
    : [
        `was written by tranche ${version}, and this is ${bounds.version}: they may decide otherwise`,
      ];

const DAY = 24 * 3600;

const ahead = (seconds: number): string =>
  seconds < DAY ? spoken(seconds) : counted(Math.round(seconds / DAY), 'day');

function spoken(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours} h` : `${Math.floor(seconds / 60)} min`;
}
