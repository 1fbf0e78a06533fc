import { describe, expect, test } from '@jest/globals';
import { MemoryReviewers } from '../../adapters/memory-reviewers.fixture.ts';
import { pod } from '../review.fixture.ts';
import { bearer, doorstep, PROBE, TOKEN } from './door.fixture.ts';

const at = doorstep(() => new MemoryReviewers());

/** A `∀` is a quote to whoever takes bytes of UTF-16 for letters, and all that follows it a string. */
const nested = (levels: number) =>
  `{"metadata":{"namespace":"speech"},"∀":${'['.repeat(levels)}${']'.repeat(levels)}}`;

describe('a question', () => {
  test.each([
    ['of no namespace', '/decisions?of=Pod/probe'],
    ['of two namespaces', '/decisions?namespace=speech&namespace=vision&of=Pod/probe'],
    ['of nothing', '/decisions?namespace=speech'],
    ['of too much', `/decisions?namespace=speech${'&of=Pod/x'.repeat(33)}`],
    ['of no name', '/decisions?namespace=speech&of=__proto__'],
  ])('%s is no question', async (_, path) => {
    const { status, json } = await at.ask(path, { headers: bearer });
    expect([status, json['reason']]).toEqual([400, 'BadRequest']);
    expect(at.reviewer.asked).toEqual([TOKEN]);
  });

  test('of a page that is not here is told which are', async () => {
    const { status, json } = await at.ask('/mutate', { headers: bearer });
    expect(status).toBe(404);
    expect(json['message']).toBe(
      'tranche: only /decisions, /rehearsals, /batches, /status can be asked for here',
    );
  });

  test.each([
    ['', pod()],
    [' that nests as deep as it may', nested(99)],
  ])('what would be decided now is asked with a pod%s', async (_, body) => {
    const { status, json } = await at.ask('/rehearsals', { headers: bearer, body });
    expect(status).toBe(200);
    expect(json).toMatchObject({ proposed: { verdict: 'rewrite' }, judged: { verdict: 'leave' } });
  });

  test.each([
    ['that is no JSON', '{', 400, /no JSON/],
    ['that is no pod', [], 400, /by a Pod/],
    ['that is larger than any pod', { metadata: 'x'.repeat(600_000) }, 413, /512 KiB/],
    ['that nests deeper than anything can be copied', nested(120_000), 400, /100 levels/],
    ['that nests a level too deep, however short it is', nested(100), 400, /100 levels/],
    ['that hides how deep it nests', Buffer.from(nested(60_000), 'utf16le'), 400, /UTF-8/],
  ])('%s is refused, which is no error of ours', async (_, body, code, says) => {
    const type = `application/json; charset=${Buffer.isBuffer(body) ? 'utf-16le' : 'utf-8'}`;
    const headers = { ...bearer, 'content-type': type };
    const { status, json } = await at.ask('/rehearsals', { headers, body });
    expect([status, json]).toMatchObject([code, { code, message: expect.stringMatching(says) }]);
    at.log.flush();
    expect(at.lines).toEqual([]);
  });

  test('that comes while too many are being answered is asked to come again', async () => {
    let go: (() => void) | undefined;
    at.hold = new Promise((resolve) => (go = resolve));
    let turnedAway = 0;
    const many = Array.from({ length: 20 }, async () => {
      const { status } = await at.ask('/rehearsals', { headers: bearer, body: pod() });
      if (status === 503 && ++turnedAway === 4) go?.();
      return status;
    });
    const statuses = await Promise.all(many);
    at.hold = undefined;
    expect(statuses.filter((status) => status === 200)).toHaveLength(16);
    expect(statuses.filter((status) => status === 503)).toHaveLength(4);
    expect((await at.ask(PROBE, { headers: bearer })).status).toBe(200);
  });
});
