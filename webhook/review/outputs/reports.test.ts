/** Judged by the schemas of the custom resource definitions that clusters have; e2e applies them to one. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { sayable } from '../../report/sayable.ts';
import { finding, report } from '../report.fixture.ts';
import type { Render, Report } from '../report.ts';
import { isAsKept, theirs, wishes } from './golden.contract.ts';
import { render as openreports } from './openreports.ts';
import { render as policyreport } from './policyreport.ts';
import { MOST } from './reports.ts';
import { many, wildReports } from './wild.fixture.ts';

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: object };
    }[];
  };
}

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: object;
  };
  readonly summary: Readonly<Record<string, number>>;
  readonly results: readonly {
    readonly result: string;
    readonly message: string;
    readonly resources: readonly object[];
    readonly properties: Readonly<Record<string, string>>;
  }[];
}

const formats = { int32: true, int64: true } as const;

/** Closed, for the API server drops what a definition does not know without a word. */
const closed = (schema: unknown): unknown => {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed);
  const inside = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  return 'properties' in inside ? { additionalProperties: false, ...inside } : inside;
};

function definitionIn(file: string): readonly [string, ValidateFunction] {
  const { spec } = parse(theirs(file)) as Definition;
  const [version] = spec.versions;
  if (version === undefined) throw new Error(`${file} has no version`);
  const schema = closed(version.schema.openAPIV3Schema) as object;
  return [
    `${spec.group}/${version.name} ${spec.names.kind}`,
    new Ajv2020({ strict: false, formats }).compile(schema),
  ];
}

const definitions = new Map(
  [
    'wgpolicyk8s.io_policyreports.yaml',
    'wgpolicyk8s.io_clusterpolicyreports.yaml',
    'openreports.io_reports.yaml',
    'openreports.io_clusterreports.yaml',
  ].map(definitionIn),
);

function read(render: Render, of: Report): Written[] {
  return parseAllDocuments(render(of, wishes), { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    const written = document.toJS() as Written;
    const valid = definitions.get(`${written.apiVersion} ${written.kind}`);
    // The definitions leave metadata to the API server.
    expect([valid?.({ ...written, metadata: {} }), valid?.errors]).toEqual([true, null]);
    return written;
  });
}

const formatsOfReports: [string, Render, string][] = [
  ['policyreport', policyreport, 'ClusterPolicyReport'],
  ['openreports', openreports, 'ClusterReport'],
];

describe.each(formatsOfReports)('%s', (name, render, clusterKind) => {
  const [speech, research] = read(render, report);

  test('is as kept', () => isAsKept(`review.${name}.yaml`, render));

  test('is one object for each namespace, with its violations and no notes', () => {
    expect(read(render, report)).toHaveLength(2);
    expect([speech?.metadata.namespace, research?.metadata.namespace]).toEqual([
      'speech',
      'research',
    ]);
    expect(speech?.results.map(({ result, properties }) => [result, properties['basis']])).toEqual([
      ['warn', 'today'],
      ['warn', 'policy'],
    ]);
    expect(speech?.results[1]?.properties['known']).toBe('true');
    expect(research?.results[0]?.resources).toEqual([
      { apiVersion: 'ray.io/v1', kind: 'RayCluster', namespace: 'research', name: 'tune' },
    ]);
    expect(research?.summary).toEqual({ pass: 0, fail: 1, warn: 0, error: 0, skip: 0 });
  });

  test('an error of today is a failure only where it counts as one', () => {
    const conclusion = { ...report.conclusion, includesToday: true };
    const [asked] = read(render, { ...report, conclusion });
    expect([asked?.results[0]?.result, asked?.summary['fail']]).toEqual(['fail', 1]);
    expect([speech?.summary['fail'], speech?.summary['warn']]).toEqual([0, 2]);
  });

  test('says of a namespace without violations that its objects pass', () => {
    const clean = read(render, { ...report, findings: [] });
    expect(clean.map(({ summary, results }) => [summary['pass'], results])).toEqual([
      [1, []],
      [1, []],
    ]);
  });

  test('is of the cluster for what lies in no namespace', () => {
    const subject = {
      apiVersion: 'trainer.kubeflow.org/v1alpha1',
      kind: 'ClusterTrainingRuntime',
      namespace: '',
      name: 'torch',
      group: '',
    };
    const findings = [finding({ rule: 'guard/max-gpus', fingerprint: '1', subject })];
    const [one] = read(render, { ...report, reviewed: [], findings });
    expect([one?.kind, one?.metadata.namespace]).toEqual([clusterKind, undefined]);
  });

  test('has 500 results at most, in less than etcd takes, and the sum of all', () => {
    const of = many(1234, { says: 'é'.repeat(3000), help: 'é'.repeat(3000) });
    const [one] = read(render, of);
    expect(one?.results).toHaveLength(MOST);
    expect(one?.summary).toMatchObject({ fail: 1234 });
    expect(one?.metadata.annotations).toEqual({ 'tranche.dev/shown': '500 of 1234 violations' });
    expect(Buffer.byteLength(JSON.stringify(one))).toBeLessThan(1_500_000);
  });

  test('of nothing it is no object', () => {
    expect(render({ ...report, reviewed: [], findings: [] }, wishes)).toBe(
      '# nothing was reviewed\n',
    );
  });

  test('holds any text', () => {
    fc.assert(
      fc.property(wildReports, (wild) => {
        const messages = read(render, wild).flatMap(({ results }) =>
          results.map(({ message }) => message),
        );
        const violations = wild.findings.filter(({ level }) => level !== 'note');
        expect(messages).toHaveLength(violations.length);
        for (const { says } of violations)
          expect(messages).toContainEqual(
            expect.stringContaining(sayable(says, 2048).slice(0, 60)),
          );
      }),
      { numRuns: 60 },
    );
  });
});
