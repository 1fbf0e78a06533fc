import { expect, test } from '@jest/globals';
import { readReview } from '../http/read-review.ts';
import { reviews } from './reviews.ts';

test('256 reviews, each its own, of the size of real ones, and the same in every run', () => {
  const all = reviews();
  expect(all.length).toBe(256);
  expect(new Set(all.map(({ uid }) => uid)).size).toBe(256);
  expect(new Set(all.map(({ body }) => body.toString())).size).toBe(256);
  const bytes = all.reduce((sum, { body }) => sum + body.length, 0) / all.length;
  expect(bytes).toBeGreaterThan(7_500);
  expect(bytes).toBeLessThan(9_500);
  expect(reviews(3).map(({ body }) => body)).toStrictEqual(all.slice(0, 3).map(({ body }) => body));
});

test('our own door reads every one of them', () => {
  const kinds = reviews().map(({ body, uid }) => {
    const read = readReview(body);
    if (!read.ok) throw new Error(read.message);
    expect(read.review.uid).toBe(uid);
    return read.review.pod.metadata.ownerReferences?.[0]?.kind;
  });
  expect(kinds.filter((kind) => kind === 'ReplicaSet').length).toBeGreaterThanOrEqual(100);
});
