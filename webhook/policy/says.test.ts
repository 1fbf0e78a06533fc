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
    name: 'memory as a number without a unit',
    text: policy('  sharing: {floor: {vram: 320}}\n'),
    want: 'p.yaml:5:27: /spec/sharing/floor/vram must be an amount of memory with its unit, such as 4Gi, got the number 320',
    help: 'it lacks the unit; did you mean 320Gi?',
  },
  {
    name: 'hours with a unit',
    text: policy('  sharing: {evidence: {minHours: 24h}}\n'),
    want: 'p.yaml:5:34: /spec/sharing/evidence/minHours must be a number, got "24h"',
    help: 'without a unit: 24',
  },
  {
    name: 'hours as days',
    text: policy('  sharing: {evidence: {minHours: 2d}}\n'),
    want: 'p.yaml:5:34: /spec/sharing/evidence/minHours must be a number, got "2d"',
    help: 'without a unit: 48',
  },
  {
    name: 'a factor with a cross',
    text: policy('  sharing: {headroom: 1.2x}\n'),
    want: 'p.yaml:5:23: /spec/sharing/headroom must be a number, got "1.2x"',
    help: 'without a unit: 1.2',
  },
  {
    name: 'a class by the name that others give it',
    text: policy('  match: {classes: [inference]}\n'),
    want: 'p.yaml:5:21: /spec/match/classes/0 must be one of serving, batch, training, notebook, build, unknown, got "inference"',
    help: 'did you mean serving?',
  },
  {
    name: 'a severity for a rule that only sets',
    text: policy('  guards: [{rule: guard/cpu, severity: set, parameters: {setCores: 4}}]\n'),
    want: 'p.yaml:5:40: /spec/guards/0/severity must be one of audit, warn, deny, got "set"',
    help: 'audit, warn or deny: what becomes of what it finds; a rule that only sets requests finds nothing, and any of them will do',
  },
  {
    name: 'the taint of a node instead of its key',
    text: policy('  sharing: {tolerate: [nvidia.com/gpu=present]}\n'),
    want: 'p.yaml:5:24: /spec/sharing/tolerate/0 must be the key of a taint, such as nvidia.com/gpu, got "nvidia.com/gpu=present"',
    help: 'the key alone: nvidia.com/gpu',
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
