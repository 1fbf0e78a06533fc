/** What comes with Kubernetes and runs on: Pods, and whoever keeps a number of them. */
import { scaleFrom, type Scale } from '../../core/identity/scale.ts';
import { count, member, text, type Raw } from '../raw.ts';
import {
  templateHash,
  type Asked,
  type Labels,
  type Made,
  type Makers,
  type Signs,
} from './kind.ts';
import { templateAt } from './pointers.ts';

const AT = '/spec/template';

export const apps: Makers = {
  Pod: ({ object, name }) => [
    {
      template: object,
      writtenAt: templateAt(''),
      signs: () =>
        text(member(object, 'metadata')['name']) === undefined ? { generateName: name } : { name },
      replicas: 1,
    },
  ],

  ReplicationController: ({ spec, name }) => [
    {
      ...ofSpec(spec),
      signs: () => ({
        generateName: `${name}-`,
        owner: { apiVersion: 'v1', kind: 'ReplicationController', name },
      }),
    },
  ],

  'Deployment.apps'({ spec, name }) {
    const made = ofSpec(spec);
    return [{ ...made, signs: () => ofDeployment(name, made.template) }];
  },

  'ReplicaSet.apps': ({ spec, name }) => [{ ...ofSpec(spec), signs: () => ofReplicaSet(name, {}) }],

  'StatefulSet.apps': ({ spec, name }) => [
    {
      ...ordinals({
        template: member(spec, 'template'),
        name,
        found: scaleFrom('StatefulSet', spec),
      }),
      template: withClaims(spec, name),
    },
  ],

  'DaemonSet.apps'({ spec, name }) {
    const template = member(spec, 'template');
    const signs: Signs = {
      generateName: `${name}-`,
      owner: { apiVersion: 'apps/v1', kind: 'DaemonSet', name },
      labels: { 'controller-revision-hash': templateHash(template) },
    };
    return [
      {
        template,
        writtenAt: templateAt(AT),
        signs: () => signs,
        replicas: 1,
        atOnce: { least: 0, most: 'unknown', because: 'one for each node that matches' },
      },
    ];
  },
};

const ofSpec = (spec: Raw): Pick<Made, 'template' | 'writtenAt' | 'replicas'> => ({
  template: member(spec, 'template'),
  writtenAt: templateAt(AT),
  replicas: count(spec['replicas'], 1),
});

/** Of the pods of a Deployment of this name, through its ReplicaSet. */
export function ofDeployment(name: string, template: Raw, labels: Labels = {}): Signs {
  const hash = templateHash(template);
  return ofReplicaSet(`${name}-${hash}`, { ...labels, 'pod-template-hash': hash });
}

const ofReplicaSet = (name: string, labels: Labels): Signs => ({
  generateName: `${name}-`,
  owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name },
  labels,
});

interface Ordered {
  readonly template: Raw;
  readonly name: string;
  readonly found?: Scale | 'none';
  readonly labels?: Labels;
}

/**
 * Its controller mounts the volumes it claims for each pod, and a volume may be bound to a zone. Behind those of the
 * template, so that each is found where it was written; all of one template bear the name that the first has.
 */
function withClaims(spec: Raw, name: string): Raw {
  const template = member(spec, 'template');
  const claims = listed(spec['volumeClaimTemplates'])
    .map((claim) => text(member(claim, 'metadata')['name']))
    .filter((claim) => claim !== undefined);
  if (claims.length === 0) return template;
  const inner = member(template, 'spec');
  const own = listed(inner['volumes']).filter(
    (volume) => !claims.some((claim) => member(volume)['name'] === claim),
  );
  const made = claims.map((claim) => ({
    name: claim,
    persistentVolumeClaim: { claimName: `${claim}-${name}-0` },
  }));
  return { ...template, spec: { ...inner, volumes: [...own, ...made] } };
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The pods of a StatefulSet of this name. */
export function ordinals({ template, name, found, labels = {} }: Ordered): Made {
  const scale = found === undefined || found === 'none' ? { replicas: 1, start: 0 } : found;
  return {
    template,
    writtenAt: templateAt(AT),
    signs: (at) => ofStatefulSet(name, scale.start + at, template, labels),
    replicas: scale.replicas,
    numbers: { kind: 'StatefulSet', name, scale },
  };
}

export function ofStatefulSet(name: string, ordinal: number, template: Raw, labels: Labels): Signs {
  const pod = `${name}-${ordinal}`;
  return {
    name: pod,
    owner: { apiVersion: 'apps/v1', kind: 'StatefulSet', name },
    labels: {
      'controller-revision-hash': `${name}-${templateHash(template)}`,
      ...labels,
      'apps.kubernetes.io/pod-index': String(ordinal),
      'statefulset.kubernetes.io/pod-name': pod,
    },
  };
}

/** A kind that nobody has heard of, with a pod template where Deployments have theirs, owns its pods itself. */
export const alike = ({ object, spec, apiVersion, name }: Asked): Made => ({
  ...ofSpec(spec),
  signs: () => ({
    generateName: `${name}-`,
    owner: { apiVersion, kind: text(object['kind']) ?? '', name },
  }),
});
