import { describe, expect, test } from '@jest/globals';
import { expand } from './expand.ts';
import { itemsOf } from './items.ts';
import { manifestsIn } from './manifest.ts';
import { member, type Raw } from './raw.ts';

const told = (text: string) =>
  manifestsIn('m.yaml', text).faults.map(
    ({ line, column, says, help }) => `${line}:${column} ${says}${help ? ` (${help})` : ''}`,
  );

const NOT_RENDERED =
  'is a Helm template that is not rendered (render it first: helm template CHART | tranche review -)';

describe('a file that gives no object says why', () => {
  const table: { name: string; text: string; want: readonly string[] }[] = [
    {
      name: 'a key that is written twice, with where it was first',
      text: 'kind: A\nspec:\n  replicas: 1\n  paused: true\n  replicas: 2\n',
      want: ['5:3 replicas is written twice in one map, first 2 lines above'],
    },
    {
      name: 'a value of a template, which YAML takes for a map of a map',
      text: 'kind: A\nspec: {{ .Values.spec }}\n',
      want: [`2:7 ${NOT_RENDERED}`],
    },
    {
      name: 'a value of a template with text behind it',
      text: 'kind: A\nmetadata:\n  name: {{ .Release.Name }}-x\n',
      want: [`3:9 ${NOT_RENDERED}`],
    },
    {
      name: 'conditions of a template, once for all of them',
      text: '{{- if .Values.on }}\nkind: A\n{{- end }}\n---\n{{- if .Values.off }}\nkind: B\n{{- end }}\n',
      want: [`1:1 ${NOT_RENDERED}`],
    },
    {
      name: 'a template that is included whole',
      text: '{{ include "common.deployment" . }}\n',
      want: [`1:1 ${NOT_RENDERED}`],
    },
    {
      name: 'a value of a template that somebody quoted, once for all of them',
      text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}-x"}\n---\nkind: B\nmetadata:\n  namespace: "{{ include \'x.ns\' . }}"\n',
      want: [`3:18 ${NOT_RENDERED}`],
    },
    {
      name: 'amounts and images of a template, of kinds of others too',
      text: `apiVersion: ray.io/v1\nkind: RayCluster\nspec: {headGroupSpec: {template: {spec: {containers: [{resources: {limits: {nvidia.com/gpu: '{{ .Values.gpus }}'}}}]}}}}\n`,
      want: [`3:93 ${NOT_RENDERED}`],
    },
    {
      name: 'a template of somebody else, where no object may hold a brace',
      text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template: {spec: {containers: [{image: "{{ image }}"}]}}\n',
      want: ['4:42 holds a template that is not rendered (review what it is rendered to)'],
    },
    {
      name: 'a count of more digits than a double holds, without those that are rounded',
      text: 'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 9007199254740993}\n',
      want: [
        '3:8 spec.replicas is more than 9007199254740991; it must be a whole number from 0 to 2147483647',
      ],
    },
    {
      name: 'YAML that is broken, once and in words',
      text: 'kind: A\n- b\n',
      want: ['2:1 is broken YAML: this line is neither a key with a colon nor an item of a list'],
    },
    {
      name: 'a merge that nobody finished',
      text: 'kind: A\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n',
      want: [
        '2:1 is a conflict of a merge that nobody resolved (keep one side, and take the lines <<<<<<<, ======= and >>>>>>> out)',
      ],
    },
    {
      name: 'text of two bytes a letter, without its mark',
      text: Buffer.from('kind: Pod\n', 'utf16le').toString(),
      want: ['1:1 is UTF-16, and manifests are UTF-8 (save it as UTF-8)'],
    },
    {
      name: 'what is no text',
      text: '\u001f\u008b\u0008\u0000PNG',
      want: ['1:1 is no text, and no manifest therefore'],
    },
    {
      name: 'YAML of something else',
      text: 'services:\n  web: {image: x}\n',
      want: ['1:1 this document is no Kubernetes object: it has no kind'],
    },
    {
      name: 'what in a List is no object',
      text: 'kind: List\nitems:\n  - oops\n  - null\n  - {a: 1}\n  - kind: List\n    items: [[]]\n',
      want: [
        '3:5 text stands in a List, and is no Kubernetes object',
        '4:5 null stands in a List, and is no Kubernetes object',
        '5:5 an item without a kind stands in a List, and is no Kubernetes object',
        '7:13 a list stands in a List, and is no Kubernetes object',
      ],
    },
    {
      name: 'a List of what is no list',
      text: 'apiVersion: v1\nkind: List\nitems: {a: {kind: A}}\n',
      want: ['3:8 items of a List must be a list'],
    },
    {
      name: 'replicas in quotes, with what to write',
      text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: "50"\n',
      want: [
        '4:3 spec.replicas is "50"; it must be a whole number from 0 to 2147483647 (write 50, without quotes)',
      ],
    },
    {
      name: 'counts that no API server reads, in an item of a List too',
      text: 'kind: List\nitems:\n  - apiVersion: kubeflow.org/v1\n    kind: PyTorchJob\n    spec:\n      pytorchReplicaSpecs:\n        Worker:\n          replicas: 1.0e+200\n        Master: {replicas: -1}\n',
      want: [
        '8:11 spec.pytorchReplicaSpecs.Worker.replicas is 1e+200; it must be a whole number from 0 to 2147483647',
        '9:18 spec.pytorchReplicaSpecs.Master.replicas is -1; it must be a whole number from 0 to 2147483647',
      ],
    },
  ];
  test.each(table)('$name', ({ text, want }) => {
    expect(told(text)).toEqual(want);
  });

  test('and such an object is left out, also of the List that holds it', () => {
    const list =
      'kind: List\nitems:\n' +
      '  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: -1}}\n' +
      '  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}, spec: {replicas: 2}}\n';
    const { objects } = manifestsIn('m.yaml', list);
    expect(objects.flatMap(itemsOf)).toMatchObject([{ metadata: { name: 'b' } }]);
    const alone = 'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: "3"}\n';
    expect(manifestsIn('m.yaml', alone).objects).toEqual([]);
  });

  test('but replicas of a kind of somebody’s own are theirs to spell, and none are none', () => {
    expect(told('apiVersion: x.dev/v1\nkind: A\nspec: {replicas: "3"}\n')).toEqual([]);
    expect(told('apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: }\n')).toEqual([]);
  });

  test('and an item of a DeploymentList is a Deployment, as to kubectl', () => {
    const text = 'apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: x}}]\n';
    const { objects, faults } = manifestsIn('m.yaml', text);
    expect(faults).toEqual([]);
    expect(objects[0]?.['items']).toMatchObject([{ apiVersion: 'apps/v1', kind: 'Deployment' }]);
  });

  test('but braces in quotes and in text are parameters of others, and another fault stays what it is', () => {
    const argo = `kind: Workflow\nspec:\n  args: "{{inputs.parameters.x}}"\n  script: |\n    {{workflow.name}}\n`;
    expect(told(argo)).toEqual([]);
    expect(told(`${argo}  script: again\n`)).toEqual([
      '6:3 script is written twice in one map, first 2 lines above',
    ]);
  });

  test.each([
    ['Workflow', 'argoproj.io/v1alpha1', 'image: "{{inputs.parameters.image}}"'],
    ['ApplicationSet', 'argoproj.io/v1alpha1', 'template: {metadata: {name: "{{ .name }}"}}'],
    ['ApplicationSet', 'argoproj.io/v1alpha1', 'args: ["{{ .Values.of }}"]'],
    ['Application', 'argoproj.io/v1alpha1', 'image: |\n    {{ .Values.image }}'],
    ['PipelineRun', 'tekton.dev/v1', 'image: $(params.image)'],
    ['ClusterPolicy', 'kyverno.io/v1', 'image: "{{ element.image }}"'],
    ['Pod', 'v1', 'containers: [{image: x, args: ["{{ .Values.text }}"]}]'],
  ])('and a %s of %s holds what its own controller fills in: %s', (kind, apiVersion, spec) => {
    expect(told(`apiVersion: ${apiVersion}\nkind: ${kind}\nspec:\n  ${spec}\n`)).toEqual([]);
  });

  test('and hides none of the objects beside it', () => {
    const read = manifestsIn('m.yaml', 'kind: A\n---\nkind: B\na: 1\na: 2\n---\nkind: C\n');
    expect(read.objects).toEqual([{ kind: 'A' }, { kind: 'C' }]);
    expect(read.faults).toHaveLength(1);
  });
});

describe('what helm has rendered', () => {
  const text = `---
# Source: asr/templates/serviceaccount.yaml
kind: A
---
# Source: asr/templates/deployment.yaml
# of the team that talks
kind: List
items: [{kind: B}]
---
kind: C
---
# Source: asr/charts/redis/templates/x.yaml
kind: D
`;
  test('says from which file of the chart each object comes, items of a List too', () => {
    const { objects, renderedFrom } = manifestsIn('-', text);
    const [a = {}, list = {}, c = {}, d = {}] = objects;
    const [b = {}] = list['items'] as Raw[];
    expect([a, list, b, c, d].map(renderedFrom)).toEqual([
      'asr/templates/serviceaccount.yaml',
      'asr/templates/deployment.yaml',
      'asr/templates/deployment.yaml',
      undefined,
      'asr/charts/redis/templates/x.yaml',
    ]);
  });
});

describe('where a pod’s part was written', () => {
  const text = `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: bert}
spec:
  pytorchReplicaSpecs:
    Worker:
      template:
        spec:
          containers:
            - name: main
              image: x:1
              resources:
                limits: &gpu
                  nvidia.com/gpu: 1
            - name: second
              resources: {limits: *gpu}
`;
  const reading = manifestsIn('m.yaml', text);
  const [object = {}] = reading.objects;
  const [made] = expand(object, { namespace: 'default', minute: 0, most: 1 });
  const spanOf = (pointer: string) => {
    const { line, column, endLine, endColumn } = reading.spanOf(
      object,
      made?.writtenAt(pointer) ?? '',
    );
    return [line, column, endLine, endColumn];
  };

  test('is its key and its value', () => {
    expect(spanOf('/spec/containers/0/resources/limits/nvidia.com~1gpu')).toEqual([14, 19, 14, 36]);
    expect(spanOf('/spec/containers/0/image')).toEqual([11, 15, 11, 25]);
  });

  test('goes on through an alias to what it stands for', () => {
    expect(spanOf('/spec/containers/1/resources/limits/nvidia.com~1gpu')).toEqual([14, 19, 14, 36]);
  });

  test('is the nearest thing above what was made', () => {
    expect(member(made?.pods[0], 'spec')['tolerations']).toBeDefined();
    expect(spanOf('/spec/tolerations/0')).toEqual([8, 9, 8, 13]);
    expect(made?.writtenAt('/spec/tolerations/0')).toBe(
      '/spec/pytorchReplicaSpecs/Worker/template/spec',
    );
    expect(made?.writtenAt('/metadata/labels')).toBe('/spec/pytorchReplicaSpecs/Worker/template');
  });
});
