import { expect, test } from '@jest/globals';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { recent } from '../adapters/recent/recent.ts';
import { DECISION } from '../core/governed.ts';
import { allowed, decision } from '../core/testing/decision.ts';
import { admissionReview, pod } from './review.fixture.ts';
import { desk } from './rig.ts';
import { mutate, validate } from './visits.ts';

const LATER = Number.MAX_SAFE_INTEGER;

interface Replica {
  readonly metadata: object;
}

/** As its controller makes it: the API server gives it a UID, and a name, after the first visit. */
function submitted(): Replica {
  const { metadata, ...rest } = pod();
  const { uid: _uid, ...fresh } = metadata;
  return { ...rest, metadata: fresh };
}

const named = (replica: Replica, name: string): Replica => ({
  ...replica,
  metadata: { ...replica.metadata, name, uid: `uid-of-${name}` },
});

const bytes = (object: Replica) =>
  Buffer.from(JSON.stringify(admissionReview({ request: { object } })));

function bench() {
  const clock = { now: () => Date.now() };
  const kept = recent({ clock });
  const { parts, said } = desk({
    clock,
    witness: kept,
    admit: { propose: () => decision(), judge: async () => allowed() },
  });
  const mutated = (object: Replica) => mutate(parts, bytes(object));
  const proposed = (object: Replica): Replica => {
    const { response } = JSON.parse(mutated(object).text);
    const ops: Operation[] = JSON.parse(Buffer.from(response.patch, 'base64').toString());
    return jsonPatch.applyPatch(structuredClone(object), ops).newDocument;
  };
  const judged = (object: Replica) => validate(parts, bytes(object), LATER);
  const told = () =>
    kept
      .about('speech', ['Deployment/asr'])
      .map((one) => `${one.pod.name}: ${one.proposed?.verdict}, ${one.judged?.verdict}`)
      .toSorted();
  return { said, mutated, proposed, judged, told };
}

const REPLICAS = ['asr-6c8b7d5f4d-a', 'asr-6c8b7d5f4d-b', 'asr-6c8b7d5f4d-c'];
const REWRITTEN = REPLICAS.map((name) => `${name}: rewrite, leave`);

test('replicas that come in a burst are remembered each as it was rewritten', async () => {
  const { proposed, judged, told, said } = bench();
  const made = REPLICAS.map((name) => named(proposed(submitted()), name));
  expect(made.map(({ metadata }) => metadata)).toMatchObject(
    REPLICAS.map((name) => ({ name, annotations: { [DECISION]: 'server takes a slice' } })),
  );
  for (const replica of made) await judged(replica);
  expect(told()).toEqual(REWRITTEN);
  expect(said().filter(({ level }) => level === 'error')).toEqual([]);
});

test('nor are they more where a neighbour made each of them come again', async () => {
  const { mutated, proposed, judged, told } = bench();
  const made = REPLICAS.map(() => proposed(submitted()));
  for (const replica of made) mutated(replica);
  for (const [i, name] of REPLICAS.entries()) await judged(named(made[i] ?? submitted(), name));
  expect(told()).toEqual(REWRITTEN);
});
