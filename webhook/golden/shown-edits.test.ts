/** Every edit of every golden case is seen in the diff that `explain` and the demo print. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { inEffect } from '../core/decision.ts';
import { DECISION, ORIGINAL } from '../core/governed.ts';
import type { Edit } from '../core/edit.ts';
import { colours } from '../report/colour.ts';
import { podDiff } from '../report/pod-view.ts';
import { play, podIn, stageOf } from './playing.ts';

const cases = join(dirname(fileURLToPath(import.meta.url)), 'cases');
const folders = readdirSync(cases, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('world.yaml'))
  .map((path) => dirname(join(cases, path)))
  .toSorted();

/** What must stand on lines that came, and on lines that went. */
interface Seen {
  readonly came?: readonly string[];
  readonly went?: readonly string[];
}

/** A kind of edit that is not told here does not compile. */
const seen: { readonly [K in Edit['kind']]: (edit: Extract<Edit, { kind: K }>) => Seen } = {
  // A name of its own may stay what it was.
  resource: ({ from, to }) => (from === to ? {} : { came: [to], went: [from] }),
  nodeAffinity: ({ require }) => ({ came: require.map(({ key }) => key) }),
  toleration: ({ key }) => ({ came: [`${key} Exists NoSchedule`] }),
  preference: ({ prefer }) => ({ came: prefer.map(({ weight }) => `(weight ${weight})`) }),
  withdraw: ({ resource }) => ({ went: [resource] }),
  beside: ({ resource, quantity }) => ({ came: [resource, quantity] }),
  request: ({ resource, quantity }) => ({ came: [stringify({ [resource]: quantity }).trim()] }),
  claim: ({ claim, template }) => ({ came: [`- ${claim}`, `${claim} from ${template}`] }),
  env: ({ name, value }) => ({ came: [`${name}=${value}`] }),
  arg: ({ value }) => ({ came: [value] }),
  scheduler: ({ name }) => ({ came: [`scheduler: ${name}`] }),
  mark: ({ key, value }) => ({ came: [key, value] }),
  // Our own two, which repeat what is told beside the diff.
  annotate: ({ key }) => ({ came: key === DECISION || key === ORIGINAL ? [] : [key] }),
  unannotate: () => ({}),
  restore: () => ({}),
};

// The table has for each kind what takes that kind.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const seenOf = (edit: Edit): Seen => (seen[edit.kind] as (edit: Edit) => Seen)(edit);

const kinds = new Set<string>();

test.each(folders.map((folder) => [relative(cases, folder), folder]))('%s', async (_, folder) => {
  const pod = podIn(folder, readFileSync(join(folder, 'pod.yaml'), 'utf8'));
  const { submitted, admitted, proposed } = await play(pod, stageOf(join(folder, 'world.yaml')));
  const edits = inEffect(proposed);
  if (edits.length === 0) return;
  const diff = podDiff(submitted, admitted, colours(false));
  const [came, went] = ['+', '-'].map((sign) =>
    diff.filter((line) => line.startsWith(sign)).join('\n'),
  );
  for (const edit of edits) {
    kinds.add(edit.kind);
    for (const text of seenOf(edit).came ?? []) expect(came).toContain(text);
    for (const text of seenOf(edit).went ?? []) expect(went).toContain(text);
  }
});

test('the stories have an edit of each kind that is shown', () => {
  const unseen = ['annotate', 'unannotate', 'restore'];
  expect([...kinds, ...unseen]).toEqual(expect.arrayContaining(Object.keys(seen)));
});
