import { describe, expect, test } from '@jest/globals';
import { lineOf } from './example.ts';
import { guardRules } from './guard-rules.ts';
import { readText } from './read.ts';

const policy = (spec: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: {name: p}\nspec:\n${spec}`;

const sentences: { name: string; text: string; want: string; help?: string }[] = [
  {
    name: 'a misspelt field is pointed at by its key, with what was meant',
    text: policy('  priorty: 1\n'),
    want: 'p.yaml:5:3: /spec/priorty is no field here',
    help: 'did you mean priority?',
  },
  {
    name: 'a field like no other gets the list of fields',
    text: policy('  colour: red\n'),
    want: 'p.yaml:5:3: /spec/colour is no field here',
    help: 'fields here: priority, mode, match, class, identity, sharing, guards',
  },
  {
    name: 'a value of a list is pointed at in the list',
    text: policy('  sharing: {ladder: {default: [mig, timeSlicing]}}\n'),
    want: 'p.yaml:5:37: /spec/sharing/ladder/default/1 must be one of mig, timeSlice, mps, fraction, dra, whole, got "timeSlicing"',
    help: 'did you mean timeSlice?',
  },
  {
    name: 'a rule nobody has is told with the rules there are',
    text: policy('  guards: [{rule: guard/nobody-has-it, severity: deny}]\n'),
    want: 'p.yaml:5:19: /spec/guards/0/rule must be the id of a guardrail, got "guard/nobody-has-it"',
    help: `there are: ${guardRules.slice(0, 12).join(', ')}, …`,
  },
  {
    name: 'memory without a unit',
    text: policy('  sharing: {floor: {vram: "4"}}\n'),
    want: 'p.yaml:5:27: /spec/sharing/floor/vram must be an amount of memory with its unit, such as 4Gi, got "4"',
  },
  {
    name: 'a number where text is wanted is a matter of quotes',
    text: policy('  match: {podLabels: {tier: 1}}\n'),
    want: 'p.yaml:5:29: /spec/match/podLabels/tier must be text, got the number 1',
    help: 'in quotes it is text: "1"',
  },
  {
    name: 'a map where a list is wanted',
    text: policy('  guards: {rule: x}\n'),
    want: 'p.yaml:5:11: /spec/guards must be a list, got a map',
  },
  {
    name: 'a key with nothing behind it is pointed at itself',
    text: policy('  mode:\n  priority: 1\n'),
    want: 'p.yaml:5:3: /spec/mode must be one of observe, warn, enforce, got nothing',
  },
  {
    name: 'yes is text in YAML 1.2',
    text: policy('  priority: yes\n'),
    want: 'p.yaml:5:13: /spec/priority must be a whole number, got "yes"',
  },
  {
    name: 'a kind that is nearly ours',
    text: 'apiVersion: tranche.dev/v1alpha1\nkind: GpuQota\n',
    want: 'p.yaml:2:7: /kind must be a kind of tranche.dev/v1alpha1, got "GpuQota"',
    help: 'did you mean GpuQuota?',
  },
  {
    name: 'a kind that is not built yet is a fault, never ignored',
    text: 'apiVersion: tranche.dev/v1alpha1\nkind: GpuLedger\n',
    want: 'p.yaml:2:7: /kind must be a kind of tranche.dev/v1alpha1, got "GpuLedger"',
    help: 'kinds: World, GpuPolicy, GpuQuota, GpuProfile, GpuExemption, GpuPool, GpuCatalogue, GpuClasses, GpuModels, PolicyTest',
  },
  {
    name: 'a kind of another group',
    text: 'apiVersion: v1\nkind: ConfigMap\n',
    want: 'p.yaml:2:7: /kind must be something a World holds, got ConfigMap',
  },
  {
    name: 'a version we do not read',
    text: 'apiVersion: tranche.dev/v1\nkind: GpuPolicy\n',
    want: 'p.yaml:1:13: /apiVersion must be tranche.dev/v1alpha1 for a GpuPolicy, got "tranche.dev/v1"',
  },
  {
    name: 'a document that is no map',
    text: '- a\n',
    want: 'p.yaml:1:1: must be a map of fields, got a list',
  },
  {
    name: 'a World that is not first',
    text: `${policy('  mode: warn\n')}---\napiVersion: tranche.dev/v1alpha1\nkind: World\n`,
    want: 'p.yaml:7:1: a World document must be the first of its file',
  },
  {
    name: 'a glob in a quota',
    text: 'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: {name: q}\nspec: {namespaces: [team-*]}\n',
    want: 'p.yaml:4:21: /spec/namespaces/0 must be the exact name of a namespace, no glob, got "team-*"',
  },
  {
    name: 'an amount of GPUs that is neither number nor text',
    text: 'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: {name: q}\nspec: {namespaces: [a], limits: {gpus: [1]}}\n',
    want: 'p.yaml:4:40: /spec/limits/gpus must be a number of GPUs such as 4, "2.5" or 2500m, got a list',
  },
];

describe('each fault is a sentence with a place', () => {
  test.each(sentences)('$name', ({ text, want, help }) => {
    const { faults } = readText('p.yaml', text);
    expect(faults.map(lineOf)).toEqual([want]);
    if (help !== undefined) expect(faults[0]?.help).toBe(help);
  });
});
