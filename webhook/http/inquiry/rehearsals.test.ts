import { expect, test } from '@jest/globals';
import { allowed, decision } from '../../core/testing/decision.ts';
import { refusalText, warningLine } from '../../report/lines.ts';
import { rehearsalsPage } from './rehearsals.ts';

const UIDS = ['u-1'];
const named = { namespace: 'speech', name: 'whisper-0' };
const elsewhere = { namespace: 'vision', name: 'whisper-0' };

test.each([
  ['nobody, where none is named', named, [], 'nobody'],
  ['the pod of its name and that UID', named, UIDS, { ...named, uid: 'u-1' }],
  ['nobody, where it has no name yet', { namespace: 'speech' }, UIDS, 'nobody'],
  ['the pod of its name in its own namespace', elsewhere, UIDS, { ...elsewhere, uid: 'u-1' }],
  ['nobody, where two are named', named, ['u-1', 'u-2'], 'nobody'],
])('a pod is rehearsed in the place of %s', async (_, metadata, uids, want) => {
  const asked: unknown[] = [];
  const page = rehearsalsPage({
    voice: { warning: warningLine, refusal: refusalText },
    async rehearse(_pod, instead) {
      asked.push(instead);
      return { proposed: decision(), judged: allowed(), ops: [] };
    },
  });
  const heard = page.hear({ query: new Map([['instead', uids]]), body: { metadata } });
  const { namespace } = metadata;
  expect(heard).toMatchObject({
    ok: true,
    right: { verb: 'get', resource: 'decisions', namespace },
  });
  if (heard.ok) await heard.answer();
  expect(asked).toEqual([want]);
});
