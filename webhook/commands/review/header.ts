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

/** A World that somebody wrote by hand is of no age, and of no program. */
export function doubtsOf(file: string, header: Header, bounds: Bounds): Unread[] {
  if (header?.hashes === undefined) return [];
  return [...tooOld(header.readAt, bounds), ...ofAnother(header.version, bounds)].map((says) => ({
    file,
    line: 1,
    column: 1,
    says,
    help: 'take it anew: tranche snapshot',
  }));
}

function tooOld(readAt: string | undefined, { maxAge, clock }: Bounds): string[] {
  if (readAt === undefined) return [];
  const age = Math.floor((clock.now() - Date.parse(readAt)) / 1000);
  return age > maxAge
    ? [`is a snapshot of ${readAt}, ${spoken(age)} old; --max-age lets ${spoken(maxAge)} pass`]
    : [];
}

const ofAnother = (version: string | undefined, bounds: Bounds): string[] =>
  version === undefined || version === bounds.version
    ? []
    : [
        `was written by tranche ${version}, and this is ${bounds.version}: they may decide otherwise`,
      ];

function spoken(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours} h` : `${Math.floor(seconds / 60)} min`;
}
