import { describe, expect, test } from '@jest/globals';
import type { Ca, Leaf } from './issue.ts';
import { bundleOf, type Confirmed, due, type Holding } from './rotation.ts';

const DAY = 86_400_000;
const SETTLE = 60_000;

const ca = (pem: string, madeAt = 0): Ca => ({
  pem,
  name: `CN=${pem}`,
  keys: {} as Ca['keys'],
  madeAt,
  until: madeAt + 365 * DAY,
});
const leafOf = (signedBy: Ca, madeAt: number): Leaf => ({
  pair: { key: '', cert: '' },
  signedBy,
  madeAt,
  until: Math.min(madeAt + 7 * DAY, signedBy.until),
});
const young = (madeAt = 0): Holding => ({ signing: ca('A'), leaf: leafOf(ca('A'), madeAt) });
const inPlace = (holding: Holding, since: number): Confirmed => ({
  bundle: bundleOf(holding),
  since,
});

const changing = (now: number): Holding => ({ ...young(now), next: ca('B', now) });
const LATE = 250 * DAY;

const table: {
  name: string;
  holding: Holding;
  confirmed?: Confirmed | 'never';
  now: number;
  want: string;
}[] = [
  { name: 'a young pair waits', holding: young(), now: DAY, want: 'nothing' },
  {
    name: 'a leaf is renewed at two thirds of its life',
    holding: young(),
    now: (14 / 3) * DAY,
    want: 'new leaf',
  },
  {
    name: 'a CA past two thirds gets a successor',
    holding: young(LATE),
    now: LATE,
    want: 'new CA',
  },
  {
    name: 'a successor nobody was told of does not sign',
    holding: changing(LATE),
    now: LATE + DAY,
    want: 'nothing',
  },
  {
    name: 'nor one whose bundle has not settled',
    holding: changing(LATE),
    confirmed: inPlace(changing(LATE), LATE),
    now: LATE + SETTLE - 1,
    want: 'nothing',
  },
  {
    name: 'nor one when another bundle is in place',
    holding: changing(LATE),
    confirmed: inPlace(young(LATE), 0),
    now: LATE + DAY,
    want: 'nothing',
  },
  {
    name: 'a successor in place and settled takes over',
    holding: changing(LATE),
    confirmed: inPlace(changing(LATE), LATE),
    now: LATE + SETTLE,
    want: 'switch to the new CA',
  },
  {
    name: 'the old CA stays while connections may still be made with its leaf',
    holding: { ...young(LATE), old: { ca: ca('Z'), since: LATE } },
    now: LATE + SETTLE - 1,
    want: 'nothing',
  },
  {
    name: 'and goes after that',
    holding: { ...young(LATE), old: { ca: ca('Z'), since: LATE } },
    now: LATE + SETTLE,
    want: 'drop the old CA',
  },
  {
    name: 'a leaf goes on being renewed while a successor waits',
    holding: changing(LATE),
    now: LATE + 5 * DAY,
    want: 'new leaf',
  },
  {
    name: 'a leaf that ends with its CA is not renewed in circles',
    holding: { ...young(364 * DAY), next: ca('B', LATE) },
    now: 365 * DAY,
    want: 'nothing',
  },
];

describe('the order of a rotation', () => {
  test.each(table)('$name', ({ holding, confirmed = 'never', now, want }) => {
    expect(due(holding, confirmed, SETTLE, now)).toBe(want);
  });

  test('the bundle holds the CA of the leaf being shown, at every stage', () => {
    const stages = [young(), changing(LATE), { ...young(LATE), old: { ca: ca('Z'), since: LATE } }];
    for (const stage of stages) expect(bundleOf(stage)).toContain(stage.leaf.signedBy.pem);
    expect(bundleOf(changing(LATE))).toBe('BA');
  });
});
