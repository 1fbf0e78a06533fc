/** Differences for people: what was written by hand one by one, what comes and goes by itself as numbers. */
import { oneLine } from '../../core/text.ts';
import type { Colours } from '../../report/colour.ts';
import type { Differences, FieldChange, ObjectChange, Stock } from './differences.ts';

/** They come and go all day. */
const BY_NUMBER = ['Pod', 'ReplicaSet', 'Job', 'ResourceClaim', 'ResourceSlice'];
const MOST_FIELDS = 8;
const MOST_OBJECTS = 100;

export function differencesText({ objects, offers }: Differences, colours: Colours): string {
  const [room, others] = parted(objects, isRoom);
  const [many, few] = parted(others, ({ kind }) => BY_NUMBER.includes(kind));
  const lines = [
    ...few.slice(0, MOST_OBJECTS).flatMap((one) => objectLines(one, colours)),
    ...(few.length > MOST_OBJECTS
      ? [`and ${few.length - MOST_OBJECTS} more, all with -o json`]
      : []),
    ...kindsOf(many).map((kind) => numbersOf(kind, many)),
    ...(room.length === 0 ? [] : [`Node: other pods take more or less of ${room.length}`]),
    ...(offers.length === 0 ? [] : [colours.bold('on offer')]),
    ...offers.map(({ offer, before, after }) => `  ${oneLine(offer)}: ${moved(before, after)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What else takes room there is no news of the node. */
const isRoom = ({ kind, change, fields }: ObjectChange): boolean =>
  kind === 'Node' &&
  change === 'changed' &&
  fields.every(({ field }) => field.startsWith('/status/taken'));

function parted<T>(all: readonly T[], is: (one: T) => boolean): [readonly T[], readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

const SIGNS = { added: '+', removed: '-', changed: '~' };

function objectLines({ kind, object, change, fields }: ObjectChange, colours: Colours): string[] {
  const line = `${SIGNS[change]} ${kind} ${oneLine(object)}`;
  const paint = { added: colours.green, removed: colours.red, changed: colours.bold }[change];
  const told = fields.slice(0, MOST_FIELDS).map((one) => `    ${fieldLine(one)}`);
  const more =
    fields.length > MOST_FIELDS ? [`    and ${fields.length - MOST_FIELDS} more fields`] : [];
  return [paint(line), ...told, ...more];
}

const fieldLine = (change: FieldChange): string =>
  `${oneLine(change.field)}: ${shown(change.before)} -> ${shown(change.after)}`;

const LONGEST = 120;

const shown = (value: unknown): string =>
  value === undefined ? 'none' : oneLine(JSON.stringify(value), LONGEST);

const kindsOf = (objects: readonly ObjectChange[]): readonly string[] => [
  ...new Set(objects.map(({ kind }) => kind)),
];

function numbersOf(kind: string, objects: readonly ObjectChange[]): string {
  const of = (what: ObjectChange['change']) =>
    objects.filter((one) => one.kind === kind && one.change === what).length;
  const parts = (['added', 'removed', 'changed'] as const)
    .map((what) => [of(what), what] as const)
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`);
  return `${kind}: ${parts.join(', ')}`;
}

const moved = (before: Stock, after: Stock): string =>
  (['nodes', 'units', 'free'] as const)
    .map((what) =>
      before[what] === after[what]
        ? `${after[what]} ${what}`
        : `${before[what]} -> ${after[what]} ${what}`,
    )
    .join(', ');
