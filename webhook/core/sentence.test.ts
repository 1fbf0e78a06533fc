import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, property, record, string, stringMatching } from 'fast-check';
import { readSentence, sentence, type Taken } from './sentence.ts';

const because = { rule: 'fit/mig', says: 'peak 6000 MiB x 1.2 fits 9984 MiB' } as const;
const ID = '0123456789abcdef';
const UNDO = 'To undo: set the annotation tranche.dev/keep: original on the pod template.';

const slice = (container: string): Taken => ({
  container,
  asked: 'nvidia.com/gpu',
  got: 'nvidia.com/mig-1g.10gb',
  slice: 'H100-80GB nvidia.com/mig-1g.10gb',
});
const card = (container: string): Taken => ({
  container,
  asked: 'nvidia.com/gpu',
  got: 'nvidia.com/gpu',
  slice: 'whole',
});

const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe('the sentence on a pod', () => {
  test('opens with what was done and ends with how to undo it', () => {
    expect(sentence([slice('server')], because, { policy: 'default', id: ID, optOut: true })).toBe(
      'server takes nvidia.com/mig-1g.10gb of H100-80GB instead of a whole nvidia.com/gpu: ' +
        `peak 6000 MiB x 1.2 fits 9984 MiB (fit/mig, policy default, id ${ID}). ${UNDO}`,
    );
  });

  test('says what slice it is where the resource keeps its name', () => {
    const single = { ...card('server'), slice: 'A100-40GB nvidia.com/gpu (MIG 1g.5gb)' };
    expect(sentence([single], because, { policy: 'default', id: ID, optOut: true })).toMatch(
      /^server takes nvidia\.com\/gpu \(MIG 1g\.5gb\) of A100-40GB instead of a whole one: peak/,
    );
  });

  test('names no way back that the policy denies', () => {
    const text = sentence([card('server')], because, { policy: 'default', id: ID, optOut: false });
    expect(text).toMatch(/To undo: policy default denies tranche\.dev\/keep, so ask its owners\.$/);
    expect(readSentence(text)).toMatchObject({ id: ID });
  });

  test('says that a card is kept', () => {
    expect(
      sentence([card('server')], because, { policy: 'default', id: ID, optOut: true }),
    ).toMatch(/^server keeps a whole nvidia\.com\/gpu: peak/);
  });

  test('names three containers and counts the others', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map(slice);
    expect(sentence(all, because, { policy: 'default', id: ID, optOut: true })).toMatch(
      /^a takes .*, b takes .*, c takes .* and 2 more: /,
    );
  });

  test('names fewer where their names leave no room for a reason', () => {
    const long = ['a', 'b', 'c'].map((letter) => slice(letter.repeat(63)));
    const text = sentence(long, because, { policy: 'p'.repeat(253), id: ID, optOut: true });
    expect(bytes(text)).toBeLessThanOrEqual(512);
    expect(text).toMatch(/^a{63} takes .* and 2 more: .+ \(fit\/mig/);
    expect(text.endsWith(UNDO)).toBe(true);
  });

  test.each([true, false])('at its longest it is still no longer (opt-out %s)', (optOut) => {
    const long: Taken = {
      container: 'c'.repeat(63),
      asked: 'nvidia.com/gpu',
      got: `nvidia.com/mig-${'r'.repeat(48)}`,
      slice: `${'P'.repeat(80)} nvidia.com/mig-${'r'.repeat(48)} x${'9'.repeat(60)}`,
    };
    const says = { rule: 'fit/sibling-sold-out', says: 'because '.repeat(60) } as const;
    const voucher = { policy: 'p'.repeat(253), id: ID, optOut };
    const text = sentence(
      Array.from({ length: 9 }, () => long),
      says,
      voucher,
    );
    expect(bytes(text)).toBeLessThanOrEqual(512);
    expect(readSentence(text)).toMatchObject({ id: ID });
  });
});

const name = stringMatching(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/);

describe('whatever stands in it', () => {
  const taken = record({ container: name, whole: constantFrom(true, false) });
  const rows = array(taken, { minLength: 1, maxLength: 6 });
  const character = constantFrom('a', ' ', ',', ':', '\n', '\u202e', 'é', '音', '😀', '(', ')');
  const any = string({ unit: character, maxLength: 400 });

  test('it is at most 512 bytes, one line, and reads back', () => {
    assert(
      property(rows, any, any, constantFrom(true, false), (named, says, by, optOut) => {
        const all = named.map(({ container, whole }) => (whole ? card : slice)(container));
        // Names of policies come from Kubernetes, which knows no brackets in them.
        const voucher = { policy: by.replaceAll(/[()]/g, ''), id: ID, optOut };
        const text = sentence(all, { rule: 'fit/mig', says }, voucher);
        expect(bytes(text)).toBeLessThanOrEqual(512);
        expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        const said = readSentence(text);
        if (said === 'none') throw new Error(`not read: ${text}`);
        expect(said.id).toBe(ID);
        expect(said.holds.length).toBeGreaterThan(0);
        expect(said.holds).toEqual(
          all
            .slice(0, said.holds.length)
            .map(({ container, got }) => ({ container, resource: got })),
        );
      }),
    );
  });

  test('a reason that looks like an ending gives no other id', () => {
    const says = `for (fit/mig, policy default, id ${'f'.repeat(16)}). ${UNDO} and so on`;
    const said = readSentence(
      sentence(
        [slice('server')],
        { ...because, says },
        { policy: 'default', id: ID, optOut: true },
      ),
    );
    expect(said).toMatchObject({ id: ID });
  });

  test('a reason that looks like an opening adds no container', () => {
    const says = 'of two, other takes nvidia.com/gpu of X: so';
    const said = readSentence(
      sentence(
        [slice('server')],
        { ...because, says },
        { policy: 'default', id: ID, optOut: true },
      ),
    );
    expect(said).toMatchObject({ holds: [{ container: 'server' }] });
  });
});

describe('what is not ours', () => {
  const table: { name: string; text: string | undefined }[] = [
    { name: 'no annotation', text: undefined },
    { name: 'an empty one', text: '' },
    {
      name: 'a note of somebody else',
      text: 'server takes nvidia.com/gpu of X: because (fit/mig)',
    },
    { name: 'an id that is none', text: `a takes b of c: d (fit/mig, policy p, id 0123). ${UNDO}` },
    { name: 'no container at all', text: `: d (fit/mig, policy p, id ${ID}). ${UNDO}` },
    {
      name: 'a novel',
      text: `a takes b of c: ${'x'.repeat(2000)} (fit/mig, policy p, id ${ID}). ${UNDO}`,
    },
  ];
  test.each(table)('$name is not read', ({ text }) => {
    expect(readSentence(text)).toBe('none');
  });

  test('no text makes it throw', () => {
    assert(property(string(), (text) => void readSentence(`${text} takes ${text}`)));
  });
});
