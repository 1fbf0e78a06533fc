import { describe, expect } from '@jest/globals';
import type { Claim } from '../claim.ts';
import { claimOf } from '../claim/claim-of.ts';
import { readSentence } from '../sentence.ts';
import { requiredTerms } from '../selector.ts';
import { readOriginal } from '../edits/original.ts';
import { undo } from '../edits/undo.ts';
import { gpuAsks } from '../asks.ts';
import { seats, type MatchExpression, type Pod } from '../pod.ts';
import { alike } from '../alike.ts';
import { claimsIn } from '../fit/dra.ts';
import { effectiveRequests } from '../requests.ts';
import { NAMESPACE } from '../testing/pods.ts';
import { HOSTNAME } from '../fit/packing.ts';
import { holds, holdsAll, labelsAdmit, taintsAdmit } from '../testing/oracle.ts';
import { rewritten, type Visit } from '../testing/visits.ts';
import { sceneFrom, type Scene } from '../testing/scenes.ts';
import { onTheNode } from '../testing/on-the-node.ts';
import { edited } from '../edits/edited.ts';
import { ORIGINAL } from '../governed.ts';
import { wire } from '../testing/patched.contract.ts';
import {
  always,
  alwaysOf,
  type Kind,
  onceRewritten,
  onceSliced,
} from '../testing/laws.contract.ts';

const ownEdits = ({ decision }: Visit): readonly MatchExpression[] =>
  decision.edits.flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : []));

describe('what the patch makes of a pod', () => {
  onceSliced(
    'requests equal limits for every GPU resource of a container that we touch',
    (_, seen) => {
      const edits = seen.decision.inForce ? seen.decision.edits : [];
      for (const edit of edits.filter((one) => one.kind === 'resource')) {
        const [seat] = seats(seen.pod).filter(({ pointer }) => pointer === edit.pointer);
        const { requests, limits } = { ...seat?.container.resources };
        for (const list of [requests, limits])
          expect([list?.[edit.to], list?.[edit.from]]).toEqual(['1', undefined]);
      }
    },
  );

  always('fields that nobody here has heard of survive byte for byte', ({ raw }, { after }) => {
    expect(JSON.stringify(masked(after))).toBe(JSON.stringify(masked(raw)));
  });

  always('a pod that is not rewritten has an untouched spec', (scene, seen) => {
    if (rewritten(seen)) return;
    expect(JSON.stringify(seen.after['spec'])).toBe(JSON.stringify(scene.raw['spec']));
    expect(seen.ops).toEqual([]);
  });

  onceRewritten('undone, it is the pod as it was submitted', ({ pod }, seen) => {
    const original = readOriginal(seen.pod);
    if (original === 'none') throw new Error('what we made of it does not say what it was');
    expect(touched(undo(seen.pod, original))).toEqual(touched(pod));
  });
});

describe('where the pod may go', () => {
  onceRewritten("is where its user's words and ours both let it, node by node", (scene, seen) => {
    const ours = ownEdits(seen);
    for (const node of scene.parts.nodes)
      expect(labelsAdmit(seen.pod.spec, node)).toBe(
        labelsAdmit(scene.pod.spec, node) && ours.every((e) => holds(e, node.labels[e.key])),
      );
  });

  always('is where the pod as we picture it may go', (scene, seen) => {
    const pictured = edited(scene.pod, seen.decision.inForce ? seen.decision.edits : []);
    for (const node of scene.parts.nodes)
      expect(labelsAdmit(pictured.spec, node)).toBe(labelsAdmit(seen.pod.spec, node));
    expect(effectiveRequests(pictured)).toEqual(effectiveRequests(seen.pod));
  });

  onceSliced(
    'is somewhere: a node that is ready, tolerated, and large enough',
    ({ parts }, seen) => {
      const wanted = onTheNode(seen.pod);
      const open = parts.nodes.filter(
        (node) =>
          node.schedulable &&
          (node.labels['nvidia.com/mig.config.state'] ?? 'success') === 'success' &&
          labelsAdmit(seen.pod.spec, node) &&
          taintsAdmit(seen.pod.spec, node) &&
          holdsAll(node, wanted),
      );
      expect(open).not.toEqual([]);
    },
  );
});

const notInForce: Kind = {
  every: (_, { decision }) => !decision.inForce,
  from: sceneFrom,
  outOf: 10,
};

const stands = ({ world }: Scene, { pod }: Visit): Claim =>
  claimOf(alike(pod, NAMESPACE), world.menu, world.catalogue);

describe('what the pod costs', () => {
  onceRewritten('is what the decision says, counted from the pod that is stored', (scene, seen) => {
    expect(seen.decision.claimFinal).toEqual(stands(scene, seen));
  });

  alwaysOf(notInForce, 'is what it asks for, where nothing is done to it', (scene, seen) => {
    expect(seen.decision.claimAsked).toEqual(stands(scene, seen));
  });

  always('is never more than what was asked for', (_, { decision }) => {
    expect(decision.claimFinal.milliGPU).toBeLessThanOrEqual(decision.claimAsked.milliGPU);
    expect(decision.claimFinal.MiB).toBeLessThanOrEqual(decision.claimAsked.MiB);
  });
});

describe('what is told', () => {
  always(
    'fits on one line, and the annotation into 512 bytes that read back',
    (scene, { decision }) => {
      const said = [decision.because, ...decision.containers.flatMap(({ reasons }) => reasons)];
      for (const { says } of said) expect(says).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      for (const edit of decision.edits) {
        if (edit.kind !== 'annotate' || edit.key === ORIGINAL) continue;
        expect(new TextEncoder().encode(edit.value).length).toBeLessThanOrEqual(512);
        const read = readSentence(edit.value);
        if (read === 'none') throw new Error(edit.value);
        expect(read.id).toBe(decision.id);
        const named = read.holds.map(({ container }) => container);
        expect(named).toEqual(decision.containers.slice(0, named.length).map(({ name }) => name));
        expect(named.length).toBeGreaterThan(0);
      }
    },
  );
});

/** Without what is ours to change, and without the parents that we make. */
function masked(raw: unknown): unknown {
  const copy = wire(raw) as { metadata: Record<string, unknown>; spec: Record<string, unknown> };
  const { metadata, spec } = copy;
  const { schedulerName: _, resourceClaims, ...rest } = spec;

  return pruned({
    ...copy,
    metadata: { ...metadata, ...maskedMeta(metadata) },
    spec: { ...rest, resourceClaims: notOurs(resourceClaims), ...maskedSpec(spec) },
  });
}

const notOurs = (claims: unknown): readonly object[] =>
  ((claims ?? []) as { name: string }[]).filter(({ name }) => !/^tranche(?:-\d+)?$/.test(name));

const withoutGpus = (map: object): object =>
  Object.fromEntries(Object.entries(map).filter(([name]) => !name.startsWith('nvidia.com/')));

const OURS = /^(?:tranche\.dev\/(?:decision|original)|gpu-fraction.*|kai\.scheduler\/queue)$/;

const maskedMeta = (metadata: Record<string, unknown>): object =>
  Object.fromEntries(
    ['annotations', 'labels'].map((on) => [
      on,
      Object.fromEntries(Object.entries(metadata[on] ?? {}).filter(([key]) => !OURS.test(key))),
    ]),
  );

interface Unmasked {
  readonly resources?: Record<string, object>;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string }[];
}

/** Nobody else's wish here is for a node by its name. */
const isOurs = (wish: object): boolean => JSON.stringify(wish).includes(HOSTNAME);

function maskedSpec(spec: Record<string, unknown>): object {
  const { nodeAffinity, ...others } = (spec['affinity'] ?? {}) as Record<string, object>;
  const { requiredDuringSchedulingIgnoredDuringExecution: _, ...preferred } = (nodeAffinity ??
    {}) as Record<string, unknown>;
  const lists = ['containers', 'initContainers'].map((list) => [
    list,
    ((spec[list] ?? []) as Unmasked[]).map((container) => ({
      ...container,
      args: (container.args ?? []).filter((word) => !word.startsWith('--gpu-memory-utilization=')),
      env: (container.env ?? []).filter(({ name }) => !name.startsWith('XLA_')),
      resources: Object.fromEntries(
        Object.entries(container.resources ?? {}).map(([kind, map]) => [
          kind,
          Array.isArray(map) ? notOurs(map) : withoutGpus(map),
        ]),
      ),
    })),
  ]);
  const tolerations = (
    (spec['tolerations'] ?? []) as { key?: string; tolerationSeconds?: number }[]
  ).filter(({ key, tolerationSeconds }) => tolerationSeconds !== undefined || key === 'soft');
  const { preferredDuringSchedulingIgnoredDuringExecution: wishes } = preferred;
  const theirs = ((wishes ?? []) as object[]).filter((wish) => !isOurs(wish));
  return {
    affinity: {
      ...others,
      nodeAffinity: { ...preferred, preferredDuringSchedulingIgnoredDuringExecution: theirs },
    },
    tolerations,
    ...Object.fromEntries(lists),
  };
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, child]) => [key, pruned(child)] as const)
    .filter(([, child]) => JSON.stringify(child) !== '{}' && JSON.stringify(child) !== '[]')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}

const touched = (pod: Pod) => ({
  asks: gpuAsks(pod).map(({ seat, resource, count }) => [seat.pointer, resource, count]),
  required: requiredTerms(pod)?.map((term) => ({
    ...term,
    matchExpressions: term.matchExpressions ?? [],
  })),
  tolerations: pod.spec.tolerations ?? [],
  claims: claimsIn(pod),
  preferred: pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
  annotations: pod.metadata.annotations ?? {},
});
