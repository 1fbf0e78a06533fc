import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  integer,
  jsonValue,
  noBias,
  property,
  record,
} from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { applyPatch } from 'rfc6902';
import type { Op } from '../core/edits/patch.ts';
import { propose } from '../core/propose.ts';
import { LARGEST, NUMBERS } from '../core/testing/draw.ts';
import { podIn, sceneFrom, visitOf } from '../core/testing/scenes.ts';
import { patchFor } from '../core/testing/told.ts';
import { applyOps, textOf } from './apply-ops.ts';
import { provenPatch } from './proven-patch.ts';
import { pod } from './review.fixture.ts';

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const LIMITS = '/spec/containers/0/resources/limits';

describe('a patch of ours', () => {
  test('is written before it is applied, so that a later operation does not leak into an earlier', () => {
    const affinity = { nodeAffinity: {} };
    const proven = provenPatch(pod(), [
      { op: 'add', path: '/spec/affinity', value: affinity },
      { op: 'add', path: '/spec/affinity/podAffinity', value: { a: 1 } },
    ]);
    if (!proven.ok) throw new Error(proven.says);
    expect(Buffer.from(proven.base64, 'base64').toString()).toBe(
      '[{"op":"add","path":"/spec/affinity","value":{"nodeAffinity":{}}},' +
        '{"op":"add","path":"/spec/affinity/podAffinity","value":{"a":1}}]',
    );
  });

  const bad: { name: string; op: Op }[] = [
    { name: 'removes what is not there', op: { op: 'remove', path: `${LIMITS}/amd.com~1gpu` } },
    {
      name: 'removes what an earlier one removed',
      op: { op: 'remove', path: `${LIMITS}/nvidia.com~1gpu` },
    },
    {
      name: 'replaces what is not there',
      op: { op: 'replace', path: '/metadata/annotations', value: {} },
    },
    { name: 'adds below nothing', op: { op: 'add', path: '/metadata/annotations/a', value: '1' } },
    { name: 'adds below text', op: { op: 'add', path: `${LIMITS}/cpu/x`, value: '1' } },
    {
      name: 'adds past the end of a list',
      op: { op: 'add', path: '/spec/tolerations/3', value: {} },
    },
    { name: 'counts from the end', op: { op: 'add', path: '/spec/tolerations/-1', value: {} } },
    { name: 'has a leading zero', op: { op: 'add', path: '/spec/tolerations/00', value: {} } },
    { name: 'adds nothing', op: { op: 'add', path: `${LIMITS}/x`, value: undefined } },
    { name: 'reaches for a prototype', op: { op: 'add', path: `${LIMITS}/__proto__`, value: {} } },
    {
      name: 'walks through one',
      op: { op: 'add', path: '/spec/affinity/constructor/x', value: 1 },
    },
    {
      name: 'changes what is not ours',
      op: { op: 'replace', path: '/spec/containers/0/image', value: 'x' },
    },
    { name: 'replaces the pod', op: { op: 'replace', path: '', value: {} } },
    { name: 'takes the namespace', op: { op: 'replace', path: '/metadata/namespace', value: 'x' } },
  ];
  test.each(bad)('is withheld when it $name', ({ op }) => {
    const before: Op[] = [
      { op: 'add', path: '/spec/tolerations', value: [] },
      { op: 'add', path: '/spec/affinity', value: {} },
      { op: 'remove', path: `${LIMITS}/nvidia.com~1gpu` },
    ];
    const proven = provenPatch(pod(), [...before, op]);
    expect(proven).toStrictEqual({ ok: false, says: `fails at ${op.op} ${op.path}` });
  });

  test('is let through whatever the core makes of a pod', () => {
    const kinds = new Set<string>();
    const numbers = noBias(
      array(integer({ min: 0, max: LARGEST }), { minLength: NUMBERS, maxLength: NUMBERS }),
    );
    assert(
      property(numbers, (list) => {
        const { raw, world } = sceneFrom(list);
        const decision = propose(visitOf(raw), world);
        const ops = patchFor(podIn(raw), decision);
        if (ops.length === 0) return;
        for (const { kind } of decision.edits) kinds.add(kind);
        expect(provenPatch(clone(raw), ops)).toMatchObject({ ok: true });
      }),
      { numRuns: 3_000, seed: 7 },
    );
    for (const kind of [
      'resource',
      'withdraw',
      'claim',
      'scheduler',
      'mark',
      'toleration',
      'arg',
      'env',
    ])
      expect(kinds).toContain(kind);
  });

  test('may put back what an earlier operation removed', () => {
    const path = `${LIMITS}/nvidia.com~1gpu`;
    expect(
      provenPatch(pod(), [
        { op: 'remove', path },
        { op: 'add', path, value: '2' },
      ]).ok,
    ).toBe(true);
  });
});

/** With something to reach for in each place that is ours. */
const start = () => ({
  ...pod(),
  metadata: { annotations: { 'x/y': '1' } },
  spec: { ...pod().spec, affinity: {}, tolerations: [{ key: 'a' }, { key: 'b' }] },
});

describe('two libraries agree', () => {
  const paths = [
    `${LIMITS}/nvidia.com~1gpu`,
    `${LIMITS}/a~0b`,
    LIMITS,
    `${LIMITS}/deep/er`,
    '/spec/affinity',
    '/spec/affinity/nodeAffinity',
    '/spec/tolerations',
    '/spec/tolerations/-',
    '/spec/tolerations/0',
    '/spec/tolerations/1/key',
    '/metadata/annotations',
    '/metadata/annotations/x~1y',
    '/spec/containers/1/resources/limits',
  ];
  const op = record({
    op: constantFrom('add', 'remove', 'replace'),
    path: constantFrom(...paths),
    value: jsonValue({ maxDepth: 2 }),
  });

  test('with every patch that is accepted, and what it leaves', () => {
    let accepted = 0;
    assert(
      property(array(op, { minLength: 1, maxLength: 5 }), (raw) => {
        const ops = raw.map(({ op: kind, path, value }) =>
          kind === 'remove' ? { op: kind, path } : { op: kind, path, value },
        ) as Op[];
        expect(JSON.parse(textOf(ops))).toStrictEqual(clone(ops));
        const ours = start();
        const sent = clone(ops);
        if (applyOps(ours, ops) !== 'all') return;
        accepted += 1;
        const first = jsonPatch.applyPatch(
          start(),
          clone(sent) as Parameters<typeof jsonPatch.applyPatch>[1],
          true,
        ).newDocument;
        const second = start();
        expect(
          applyPatch(second, clone(sent) as Parameters<typeof applyPatch>[1]).every(
            (fault) => fault === null,
          ),
        ).toBe(true);
        expect(clone(ours)).toStrictEqual(clone(first));
        expect(clone(ours)).toStrictEqual(clone(second));
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});
