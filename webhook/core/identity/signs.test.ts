import { describe, expect, test } from '@jest/globals';
import { controllerOf, type Labels, type ObjectMeta } from '../pod.ts';
import { chains } from '../testing/owner-chains/all.ts';
import { FIRST, owner } from '../testing/owner-chains/chain.ts';
import { above } from './above.ts';
import { groupOf, identify } from './identify.ts';
import { signs } from './signs.ts';

/** `ReplicaSet.apps > Deployment.apps` for each link that a sign told, with nothing seen. */
function told(meta: ObjectMeta): string[] {
  const first = controllerOf(meta);
  const links: string[] = [];
  let at = first && { ...first, group: groupOf(first), by: '' };
  while (at !== undefined) {
    const next: ReturnType<typeof above> = above(at, meta.labels ?? {});
    if (next !== undefined) links.push(`${at.kind}.${at.group} > ${next.kind}.${next.group}`);
    at = next && { ...at, ...next };
  }
  return links;
}

const nothingSeen = (meta: ObjectMeta) => identify(meta, 'speech', () => 'unseen');
const pods = chains.map(({ name, pod }) => ({ name, meta: pod(FIRST) }));
const labelled = [...new Set(signs.flatMap(({ label }) => (label === undefined ? [] : [label])))];

describe('the table of signs', () => {
  test.each(signs.map((sign) => `${sign.owner} > ${sign.top}`))('%s is seen at work', (link) => {
    expect(pods.flatMap(({ meta }) => told(meta))).toContain(link);
  });
});

describe('a label that the owner’s name does not bear out names nobody', () => {
  test.each(pods)('$name', ({ meta }) => {
    for (const label of labelled)
      for (const forged of ['forged', '', '-', controllerOf(meta)?.name.slice(1) ?? '']) {
        const found = nothingSeen({ ...meta, labels: { ...meta.labels, [label]: forged } });
        expect(found).toMatchObject({ namespace: 'speech' });
        if (found !== 'unknown' && found.by === `label ${label}`)
          expect(found.name).not.toBe(forged);
      }
  });

  const deployed = { ownerReferences: [owner('ReplicaSet', 'asr-7d9c', 'apps/v1')] };
  const lies: { name: string; labels: Labels; want: string }[] = [
    {
      name: 'all of them at once',
      labels: Object.fromEntries(labelled.map((label) => [label, 'whisper'])),
      want: 'ReplicaSet/asr-7d9c',
    },
    {
      name: 'a hash that is the whole rest of the name',
      labels: { 'pod-template-hash': 'asr-7d9c' },
      want: 'ReplicaSet/asr-7d9c',
    },
    {
      name: 'a hash that is only the end of it',
      labels: { 'pod-template-hash': 'd9c' },
      want: 'ReplicaSet/asr-7d9c',
    },
    { name: 'an empty hash', labels: { 'pod-template-hash': '' }, want: 'ReplicaSet/asr-7d9c' },
  ];
  test.each(lies)('$name', ({ labels, want }) => {
    const found = nothingSeen({ ...deployed, labels });
    expect(found === 'unknown' ? found : `${found.kind}/${found.name}`).toBe(want);
  });
});

describe('a time in a name', () => {
  const jobs: [name: string, want: string][] = [
    ['n-29386800', 'CronJob/n'],
    ['n-28000000', 'CronJob/n'],
    ['n-27999999', 'Job/n-27999999'],
    ['n-40000000', 'Job/n-40000000'],
    ['n-2938680', 'Job/n-2938680'],
    ['n-293868000', 'Job/n-293868000'],
    ['n29386800', 'Job/n29386800'],
    ['-29386800', 'Job/-29386800'],
    ['29386800', 'Job/29386800'],
    ['n-2938680x', 'Job/n-2938680x'],
  ];
  test.each(jobs)('%s is %s', (name, want) => {
    const found = nothingSeen({ ownerReferences: [owner('Job', name, 'batch/v1')] });
    expect(found === 'unknown' ? found : `${found.kind}/${found.name}`).toBe(want);
  });
});

test('a kind of another group has nothing in common with it but the name', () => {
  const owners = [
    owner('ReplicaSet', 'asr-7d9c', 'example.org/v1'),
    owner('Job', 'n-29386800', 'v1'),
  ];
  for (const one of owners)
    expect(
      nothingSeen({ ownerReferences: [one], labels: { 'pod-template-hash': '7d9c' } }),
    ).toMatchObject({ kind: one.kind, name: one.name, by: 'owner' });
});
