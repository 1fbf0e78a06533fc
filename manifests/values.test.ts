/** The values of the chart: the file, its schema and the page that lists them say the same. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { readText } from '../webhook/policy/read.ts';
import { read } from './generate/files.ts';
import { valuesTable } from './generate/values-table.ts';

const values = parse(read('manifests/chart/values.yaml'));
const schema: AnySchemaObject = JSON.parse(read('manifests/chart/values.schema.json'));
const valid = new Ajv2020({ strict: false }).compile(schema);

describe('the values as shipped', () => {
  test('are what their schema allows', () => {
    expect(valid(values)).toBe(true);
  });

  test('are all in the schema, and all of the schema is there', () => {
    const { global: ofHelm, ...known } = schema['properties'];
    expect(ofHelm).toBeDefined();
    expect(Object.keys(known)).toEqual(Object.keys(values));
    for (const [name, group] of Object.entries<AnySchemaObject>(known))
      if (group['properties'] && name !== 'resources')
        expect(Object.keys(group['properties'])).toEqual(Object.keys(values[name]));
  });

  test('observe', () => {
    expect(values).toMatchObject({ enforce: false, replicas: 1, documents: {} });
  });
});

describe('a wrong value is refused', () => {
  test.each([
    ['a word that is nearly right', { enforced: true }],
    ['text for a switch', { enforce: 'true' }],
    ['half a replica', { replicas: 0.5 }],
    ['a port that needs privileges', { ports: { secure: 443 } }],
    ['a port there is not', { ports: { admin: 70_000 } }],
    ['a level of logging there is not', { logLevel: 'verbose' }],
    ['a file that the server would pass over', { documents: { 'notes.txt': '' } }],
    ['a hidden file', { documents: { '.policy.yaml': '' } }],
    ['a document that is not text', { documents: { 'a.yaml': { kind: 'GpuPolicy' } } }],
    ['a namespace that cannot be', { excludedNamespaces: ['Team A'] }],
    ['a CA that is not base64', { certificates: { caBundle: '-----BEGIN CERTIFICATE-----' } }],
    ['a network that is an address', { networkPolicy: { apiServer: ['10.0.0.1'] } }],
    ['an image with its tag in the name', { image: { repository: 'Tranche' } }],
    ['a clusterIP that is a name', { service: { clusterIP: 'none' } }],
  ])('%s', (_, wrong) => {
    expect(valid({ ...values, ...wrong })).toBe(false);
  });

  test('and a right one is not', () => {
    const right = {
      image: {
        repository: 'registry.example.com:5000/gpu/tranche',
        tag: `0.1.0@sha256:${'0'.repeat(64)}`,
      },
      service: { clusterIP: '127.96.0.10' },
      documents: { 'team-a.yaml': 'kind: GpuQuota' },
      excludedNamespaces: ['gpu-operator'],
      certificates: { existingSecret: 'tls', caBundle: 'LS0tLS1CRUdJTg==' },
    };
    expect(valid({ ...values, ...right })).toBe(true);
  });
});

describe('the table of values', () => {
  const page = '# Page\n\n<!-- values -->\nold\n<!-- end -->\n\nrest\n';

  test('takes a map with a comment for one setting, and a map without for a group', () => {
    const yaml =
      '# How many.\na: 1\n\ngroup:\n  # First.\n  b: x\n  # Second,\n  # in two lines.\n  c: []\n\n# All.\nmap:\n  d: e\n';
    expect(valuesTable(page, yaml)).toContain(
      [
        '| `a` | `1` | How many. |',
        '| `group.b` | `"x"` | First. |',
        '| `group.c` | `[]` | Second, in two lines. |',
        '| `map` | `{"d":"e"}` | All. |',
      ].join('\n'),
    );
  });

  test('leaves the rest of the page alone', () => {
    const made = valuesTable(page, '# A.\na: 1\n');
    expect(made).toMatch(/^# Page\n\n<!-- values -->\n/);
    expect(made).toMatch(/<!-- end -->\n\nrest\n$/);
    expect(made).not.toContain('old');
  });

  test('explains every value', () => {
    expect(read('manifests/README.md')).not.toMatch(/^\|.*\|\s+\|$/m);
  });
});

describe('the page', () => {
  const page = read('manifests/README.md');
  const [, example = ''] = /```yaml\n(documents:\n[^]*?)```/.exec(page) ?? [];

  test('lists its parts, in their order', () => {
    const parts = [...page.matchAll(/^## (.*)$/gm)].map(([, part = '']) => {
      const anchor = part.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '');
      return `- [${part}](#${anchor.replaceAll(' ', '-')})`;
    });
    expect(page).toContain(`\n\n${parts.join('\n')}\n\n`);
  });

  test('shows a profiler that the chart takes, and the Secret that has its keys', () => {
    const [, text = ''] = /```yaml\n(profiler:\n[^]*?)```/.exec(page) ?? [];
    const { profiler } = parse(text);
    const shown = { ...values, profiler: { ...values.profiler, ...profiler } };
    expect(valid(shown)).toBe(true);
    const { existingSecret, bearerTokenKey, caKey } = profiler.prometheus;
    expect(profiler.enabled).toBe(true);
    expect(page).toContain(
      `kubectl create secret generic ${existingSecret} -n tranche-system --from-file=${bearerTokenKey} --from-file=${caKey} `,
    );
  });

  test('shows documents that the chart takes and that have no fault', () => {
    const { documents } = parse(example) as { documents: Record<string, string> };
    expect(valid({ ...values, documents })).toBe(true);
    const texts = Object.entries(documents);
    expect(texts.map(([name, text]) => [name, readText(name, text).faults])).toEqual([
      ['serving.yaml', []],
      ['speech.yaml', []],
    ]);
  });
});
