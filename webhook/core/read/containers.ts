/** The door to containers. */
import type { Container, EnvVar, PodSpec, VolumeMount, WindowsOptions } from '../pod.ts';
import { anythings, list, maybe, number, resources, shape, text, texts, truth } from './checks.ts';

const env = list(
  shape<EnvVar>((v) => ({
    name: text(v['name']),
    value: maybe(text, v['value']),
    valueFrom: undefined,
  })),
);

const ports = list(
  shape<{ readonly hostPort?: number }>((v) => ({ hostPort: maybe(number, v['hostPort']) })),
);

const used = list(shape<{ readonly name: string }>((v) => ({ name: text(v['name']) })));

const needs = shape<NonNullable<Container['resources']>>((v) => ({
  requests: maybe(resources, v['requests']),
  limits: maybe(resources, v['limits']),
  claims: maybe(used, v['claims']),
}));

export const inAll = shape<NonNullable<PodSpec['resources']>>((v) => ({
  requests: maybe(resources, v['requests']),
  limits: maybe(resources, v['limits']),
}));

const capabilities = shape<{ readonly add?: readonly string[] }>((v) => ({
  add: maybe(texts, v['add']),
}));

const windows = shape<WindowsOptions>((v) => ({ hostProcess: maybe(truth, v['hostProcess']) }));

const security = shape<NonNullable<Container['securityContext']>>((v) => ({
  privileged: maybe(truth, v['privileged']),
  runAsUser: maybe(number, v['runAsUser']),
  runAsNonRoot: maybe(truth, v['runAsNonRoot']),
  capabilities: maybe(capabilities, v['capabilities']),
  windowsOptions: maybe(windows, v['windowsOptions']),
}));

export const user = shape<NonNullable<PodSpec['securityContext']>>((v) => ({
  runAsUser: maybe(number, v['runAsUser']),
  runAsNonRoot: maybe(truth, v['runAsNonRoot']),
  windowsOptions: maybe(windows, v['windowsOptions']),
}));

const mounts = list(
  shape<VolumeMount>((v) => ({
    name: maybe(text, v['name']),
    mountPath: maybe(text, v['mountPath']),
    readOnly: maybe(truth, v['readOnly']),
  })),
);

export const containers = list(
  shape<Container>((v) => ({
    name: text(v['name']),
    image: maybe(text, v['image']),
    command: maybe(texts, v['command']),
    args: maybe(texts, v['args']),
    env: maybe(env, v['env']),
    envFrom: maybe(anythings, v['envFrom']),
    resources: maybe(needs, v['resources']),
    ports: maybe(ports, v['ports']),
    securityContext: maybe(security, v['securityContext']),
    volumeMounts: maybe(mounts, v['volumeMounts']),
    readinessProbe: undefined,
    livenessProbe: undefined,
    startupProbe: undefined,
    restartPolicy: maybe(text, v['restartPolicy']),
  })),
);
