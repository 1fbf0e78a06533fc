/** Kubeflow's notebooks, each a StatefulSet of one. */
import { isRecord, member, text, type Raw } from '../raw.ts';
import { ordinals } from './apps.ts';
import { five, type Asked, type Made, type Makers } from './kind.ts';
import { placed } from './pointers.ts';

export const notebooks: Makers = {
  /** The StatefulSet has the notebook's name. */
  'Notebook.kubeflow.org': ({ spec, name }) => [
    ordinals({
      template: member(spec, 'template'),
      name,
      labels: { 'notebook-name': name, statefulset: name },
    }),
  ],

  /** Its image and its resources are two choices that a WorkspaceKind offers. */
  'Workspace.kubeflow.org': (asked) => {
    const { spec, name, library } = asked;
    const kind = text(spec['kind']) ?? '';
    const offer = member(library('WorkspaceKind', '', kind), 'spec', 'podTemplate', 'options');
    const labels = { 'notebooks.kubeflow.org/workspace-name': name };
    const template = { metadata: {}, spec: { containers: [mainOf(asked, offer)] } };
    const made: Made = {
      ...ordinals({ template, name: `ws-${name}-${five(name)}`, labels }),
      writtenAt: chosen,
    };
    return [
      Object.keys(offer).length > 0
        ? made
        : {
            ...made,
            untold: `WorkspaceKind ${kind}, which makes its pod, is not among the manifests`,
          },
    ];
  },
};

const CHOICES = '/spec/podTemplate/options';
const chosen = placed(
  [
    ['/spec/containers/0/image', `${CHOICES}/imageConfig`],
    ['/spec/containers/0/resources', `${CHOICES}/podConfig`],
  ],
  '/spec/kind',
);

function mainOf({ spec }: Asked, offer: Raw): Raw {
  const choice = (of: string): Raw =>
    valueOf(member(offer, of)['values'], member(spec, 'podTemplate', 'options')[of]);
  const { image } = choice('imageConfig');
  const { resources } = choice('podConfig');
  return {
    name: 'main',
    ...(image === undefined ? {} : { image }),
    ...(resources === undefined ? {} : { resources }),
  };
}

const valueOf = (values: unknown, id: unknown): Raw =>
  member(
    Array.isArray(values) ? values.filter(isRecord).find((one) => one['id'] === id) : {},
    'spec',
  );
