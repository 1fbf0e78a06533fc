/** What could not be read, counted by what it is: a snapshot that is old is no document that is broken. */
import { counted } from '../core/text.ts';
import type { Unread } from './report.ts';

export type NotRead = Partial<Pick<Unread, 'file' | 'document' | 'of' | 'doubted'>>;

/** E.g. `2 documents could not be read`, `1 snapshot is in doubt`. */
export function unreadIn(all: readonly NotRead[]): string[] {
  const broken = all.filter(({ doubted }) => doubted === undefined);
  const documents = documentsIn(broken.filter(({ of }) => of === undefined || of === 'policies'));
  const snapshots = filesOf(broken);
  const doubted = filesOf(all.filter((one) => one.doubted === true));
  return [
    ...(documents === 0 ? [] : [`${counted(documents, 'document')} could not be read`]),
    ...(snapshots === 0 ? [] : [`${counted(snapshots, 'snapshot')} could not be read`]),
    ...(broken.some(({ of }) => of === 'server') ? ['the server could not be asked'] : []),
    ...(doubted === 0
      ? []
      : [`${counted(doubted, 'snapshot')} ${doubted === 1 ? 'is' : 'are'} in doubt`]),
  ];
}

/** However many faults each has. */
function documentsIn(unread: readonly NotRead[]): number {
  const whole = unread.filter(({ document }) => document === undefined);
  const parts = unread.filter(({ document }) => document !== undefined);
  const named = parts.map(({ file, document }) => JSON.stringify([file, document]));
  return whole.length + new Set(named).size;
}

/** Several things may be the matter with one. */
const filesOf = (all: readonly NotRead[]): number =>
  new Set(all.filter(({ of }) => of === 'snapshot').map(({ file }) => file)).size;
