import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Considered } from '../core/considered.ts';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-considered-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const policy = (name: string, spec: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: { name: ${name} }\nspec: ${spec}\n`;

const world = file(
  'world.yaml',
  [
    'apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: {}\n',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: speech, labels: { team: ml } }\n',
    policy(
      'production',
      `{ priority: 9, mode: enforce, sharing: {}, match: { conditions: [{ name: important, cel: object.spec.priority > 3 }] } }`,
    ),
    policy(
      'sandbox',
      `{ priority: 8, mode: warn, sharing: {}, match: { conditions: [{ name: own, cel: object.spec.runtimeClassName != "runc" }] },
         guards: [{ rule: guard/node-name, severity: deny }] }`,
    ),
    policy(
      'vision',
      `{ priority: 7, sharing: {}, match: { namespaces: [vision-*], namespaceLabels: { team: seg }, podLabels: { app: seg },
         ownerKinds: [Job], ownerNames: [seg-*], classes: [batch], images: ['*/seg:*'],
         conditions: [{ name: kai, jsonPath: $.spec.schedulerName, values: [kai-*] }] } }`,
    ),
    policy('a-default', '{ priority: 5, mode: enforce, sharing: {} }'),
    policy('b-default', '{ priority: 5, class: serving, sharing: {} }'),
    policy('c-default', '{ sharing: {} }'),
    policy(
      'guards',
      `{ mode: warn, guards: [{ rule: guard/node-name, severity: deny }, { rule: guard/own-keys, severity: audit, except: [speech] }] }`,
    ),
  ].join('---\n'),
);

const pod = file(
  'pod.yaml',
  `apiVersion: v1
kind: Pod
metadata: { name: whisper, namespace: speech, labels: { app: whisper } }
spec:
  containers: [{ name: main, image: acme/whisper:1, resources: { limits: { nvidia.com/gpu: 1 } } }]
`,
);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const recordsIn = (json: string) => JSON.parse(json) as { readonly policies?: Considered[] }[];

const asked = ['explain', '-f', pod, '--world', world, '--policies'];

test('each policy is told of in the order they win, with what did not fit, and who came first', () => {
  const { stdout } = tranche(asked);
  const [, told = ''] = stdout.split('  policies, in the order they win\n');
  expect(told.split('\n')).toEqual([
    '    x production (priority 9, enforce): condition important asks for object.spec.priority > 3, had false',
    '    ? sandbox (priority 8, warn): nobody can tell: condition own asks for object.spec.runtimeClassName != "runc", had No such key: runtimeClassName; guardrails guard/node-name (warn)',
    '    x vision (priority 7, observe): namespaces asks for vision-*, had speech; ownerKinds asks for Job, had Pod; ownerNames asks for seg-*, had whisper; classes asks for batch, had serving; images asks for */seg:*, had acme/whisper:1; namespaceLabels asks for team=seg, had team=ml; podLabels asks for app=seg, had app=whisper; condition kai asks for $.spec.schedulerName in kai-*, had "default-scheduler"',
    '    > a-default (priority 5, enforce): wins',
    '    o b-default (priority 5, observe): matches; same priority as a-default, whose name sorts first; gives class serving',
    '    o c-default (priority 0, observe): matches; lower priority than a-default (5)',
    '    o guards (priority 0, warn): matches; no sharing terms; guardrails guard/node-name (warn)',
    '',
  ]);
});

test('the same is in json and yaml, and nowhere unless it was asked for', () => {
  const [found] = recordsIn(tranche([...asked, '-o', 'json']).stdout);
  expect(found?.policies?.map(({ policy: name, outcome }) => `${name} ${outcome}`)).toEqual([
    'production does not match',
    'sandbox undecided',
    'vision does not match',
    'a-default wins',
    'b-default matches',
    'c-default matches',
    'guards matches',
  ]);
  expect(found?.policies?.[0]?.unmet).toEqual([
    { part: 'condition important', asked: 'object.spec.priority > 3', had: 'false' },
  ]);
  expect(tranche([...asked, '-o', 'yaml']).stdout).toContain('outcome: undecided');
  const without = asked.filter((word) => word !== '--policies');
  expect(tranche(without).stdout).not.toContain('in the order they win');
  const [plain] = recordsIn(tranche([...without, '-o', 'json']).stdout);
  expect(plain).toBeDefined();
  expect(plain).not.toHaveProperty('policies');
});

test('a patch has no room for it', () => {
  const { status, stderr } = tranche([...asked, '-o', 'patch']);
  expect(status).toBe(2);
  expect(stderr).toContain('--policies');
});
