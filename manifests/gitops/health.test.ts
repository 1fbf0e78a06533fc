/**
 * What those who roll out policies make of their status: the Lua for Argo CD by a Lua, the
 * expressions for Flux by a CEL, and kstatus's rules written down here (its README, "Conditions"),
 * on statuses as the server writes them.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluate } from '@marcbachmann/cel-js';
import { LuaFactory, type LuaEngine } from 'wasmoon';
import { parse } from 'yaml';
import { trimObject, type SeenObject } from '../../webhook/adapters/cluster/seen-object.ts';
import { policyStore, type Settled } from '../../webhook/adapters/policy-store.ts';
import { findingsOf } from '../../webhook/adapters/status/finding.ts';
import { read } from '../generate/files.ts';

type Health = 'Healthy' | 'Progressing' | 'Degraded';

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly status?: {
    readonly observedGeneration: number;
    readonly conditions: readonly { type: string; status: string; message: string }[];
  };
}

const made = (kind: string, name: string, generation: number, spec: object): SeenObject =>
  trimObject({ metadata: { name, uid: name, generation }, spec }, kind);
const quota = (name: string, namespaces: readonly string[], generation = 1) =>
  made('GpuQuota', name, generation, { namespaces });

/** The object as the API server would show it once the last reading was written back. */
function after(...readings: readonly (readonly SeenObject[])[]): Live {
  let last: Settled | undefined;
  const store = policyStore(['cluster'], (outcome) => (last = outcome));
  for (const objects of readings)
    store.put('cluster', {
      documents: objects.flatMap(({ reading }) => reading.documents),
      faults: objects.flatMap(({ reading }) => reading.faults),
    });
  const object = readings.at(-1)?.[0];
  if (object === undefined || last === undefined) throw new Error('nothing was read');
  const { kind, metadata, generation } = object;
  const conditions = findingsOf(object, last).map((finding) => ({ ...finding }));
  return {
    kind,
    metadata: { name: metadata.name, generation },
    status: { observedGeneration: generation, conditions },
  };
}

/** What the CRD has the API server say of an object that nobody has read. */
function unread(kind: string, plural: string): Live {
  const { spec } = parse(read(`manifests/crds/${plural}.yaml`));
  const { default: born } = spec.versions[0].schema.openAPIV3Schema.properties.status;
  const metadata = { name: 'new', generation: 1 };
  return { kind, metadata, ...(born && { status: { ...born, conditions: [] } }) };
}

const good = quota('a', ['x']);
const steady = after([good]);
const edited = (live: Live): Live => ({ ...live, metadata: { ...live.metadata, generation: 2 } });

const cases: readonly (readonly [string, Live, Health])[] = [
  ['a quota in force', steady, 'Healthy'],
  ['a quota that nobody has read', unread('GpuQuota', 'gpuquotas'), 'Progressing'],
  ['a policy that nobody has read', unread('GpuPolicy', 'gpupolicies'), 'Progressing'],
  ['a quota that was edited a moment ago', edited(steady), 'Progressing'],
  ['a quota at odds with another', after([quota('b', ['x']), good]), 'Degraded'],
  ['one in force that another contradicts', after([good], [good, quota('b', ['x'])]), 'Healthy'],
  [
    'a good change that waits for another’s fault',
    after([good], [quota('a', ['x', 'z'], 2), quota('b', ['y']), quota('c', ['y'])]),
    'Progressing',
  ],
  ['a misspelt quota', after([made('GpuQuota', 'a', 1, { namspaces: ['x'] })]), 'Degraded'],
  ['a profile without a word', unread('GpuProfile', 'gpuprofiles'), 'Healthy'],
];

describe('to Argo CD', () => {
  const { data } = parse(read('manifests/gitops/argocd-cm.yaml'));
  let lua: LuaEngine;

  beforeAll(async () => {
    lua = await new LuaFactory().createEngine();
  });
  afterAll(() => lua.global.close());

  test.each(cases)('%s', async (_, live, health) => {
    const script: string = data[`resource.customizations.health.tranche.dev_${live.kind}`];
    const said = await lua.doString(`obj = ${luaTable(live)}\n${script}`);
    expect(said.status).toBe(health);
    if (health === 'Degraded') expect(said.message).toContain('/spec/');
  });
});

/** As Argo CD hands it over: a plain table. */
function luaTable(value: unknown): string {
  if (Array.isArray(value)) return `{ ${value.map(luaTable).join(', ')} }`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, part]) => `${key} = ${luaTable(part)}`);
  return `{ ${fields.join(', ')} }`;
}

describe('to Flux', () => {
  const { healthCheckExprs } = parse(read('manifests/gitops/flux-health-checks.yaml'));
  const ours = cases.filter(([, { kind }]) => kind !== 'GpuProfile');

  // In Flux's order.
  test.each(ours)('by expression: %s', (_, live, health) => {
    const checks = healthCheckExprs.find(({ kind }: Live) => kind === live.kind);
    const is = (expression: string): boolean =>
      evaluate(checks[expression], {
        status: plain(live.status),
        metadata: plain(live.metadata),
      }) === true;
    const found = is('inProgress')
      ? 'Progressing'
      : is('failed')
        ? 'Degraded'
        : is('current')
          ? 'Healthy'
          : 'Progressing';
    expect(found).toBe(health);
  });

  test.each(cases)('by kstatus: %s', (_, live, health) => {
    expect(byKstatus(live)).toBe(health);
  });
});

/** CEL's whole numbers are BigInts. */
const plain = (value: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value ?? {}), (_, part) =>
    typeof part === 'number' ? BigInt(part) : part,
  );

/** cli-utils/pkg/kstatus/status: generation, then Reconciling and Stalled, then Ready, else current. */
function byKstatus({ metadata, status }: Live): Health {
  if (status !== undefined && status.observedGeneration !== metadata.generation)
    return 'Progressing';
  const is = (type: string) => status?.conditions.find((one) => one.type === type)?.status;
  if (is('Reconciling') === 'True') return 'Progressing';
  if (is('Stalled') === 'True') return 'Degraded';
  const ready = is('Ready');
  return ready === undefined || ready === 'True' ? 'Healthy' : 'Progressing';
}
