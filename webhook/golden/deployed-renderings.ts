/**
 * What the charts and the kustomize trees of the corpus are rendered to, and by which words: once by
 * the real helm and kubectl, end to end, and kept as files for everybody who has neither.
 */
import { fileURLToPath } from 'node:url';

/** The folder of the corpus; charts and trees are named from here. */
export const deployed = fileURLToPath(new URL('deployed', import.meta.url));

export interface Rendering {
  /** Of the file under `rendered/`, without its ending. */
  readonly name: string;
  /** Where it is installed; what helm renders does not say it. */
  readonly namespace: string;
  readonly by: 'helm' | 'kubectl';
  readonly args: readonly string[];
}

const chart = (name: string, namespace: string, values = ''): Rendering => ({
  name: values === '' ? name : `${name}-${values}`,
  namespace,
  by: 'helm',
  args: [
    'template',
    'demo',
    `charts/${name}`,
    '--namespace',
    namespace,
    ...(values === '' ? [] : ['--values', `charts/${name}/values-${values}.yaml`]),
  ],
});

const tree = (name: string, namespace: string, overlay: string): Rendering => ({
  name: `${name}-${overlay}`,
  namespace,
  by: 'kubectl',
  args: ['kustomize', `kustomize/${name}/overlays/${overlay}`],
});

export const renderings: readonly Rendering[] = [
  chart('llm-stack', 'chat'),
  chart('llm-stack', 'chat', 'production'),
  chart('ray-serve', 'vision'),
  chart('ray-serve', 'batch', 'cluster'),
  chart('hub', 'lab'),
  chart('hub', 'lab', 'class'),
  chart('hub', 'lab', 'without-cards'),
  chart('batch-pipeline', 'batch'),
  chart('batch-pipeline', 'batch', 'large'),
  tree('whisper', 'speech', 'production'),
  tree('whisper', 'speech', 'two-cards'),
  tree('training', 'research', 'research'),
  tree('training', 'training', 'training'),
];
