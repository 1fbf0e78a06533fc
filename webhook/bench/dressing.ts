/**
 * Sample manifests as they look in a cluster that people live in: a sidecar, probes, a dozen
 * variables and volumes; and on top of that what the API server writes into a pod before webhooks
 * see it. A pod of three fields would flatter whoever walks it.
 */
import { nameOf } from '../core/text.ts';
import { isRecord, member, type Raw } from '../expand/raw.ts';

/** A copy of the manifest that differs from those of other variants, and so has a pod hash of its own. */
export function dressed(manifest: Raw, variant: number): Raw {
  const copy = structuredClone(manifest);
  const template = templateIn(copy);
  const spec = member(template, 'spec');
  const meta = within(template, 'metadata');
  Object.assign(within(meta, 'labels'), {
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/version': `2026.11.${variant}`,
    'helm.sh/chart': `inference-4.${variant}.0`,
  });
  Object.assign(within(meta, 'annotations'), {
    'checksum/config': nameOf(`config ${variant}`) + nameOf(`secret ${variant}`),
    'kubectl.kubernetes.io/restartedAt': `2026-11-20T08:${String(variant % 60).padStart(2, '0')}:07Z`,
    'prometheus.io/path': '/metrics',
  });
  for (const container of containersIn(spec)) dressContainer(container, variant);
  if (containersIn(spec).length === 1) listIn(spec, 'containers').push(shipper(variant));
  listIn(spec, 'volumes').push(
    { name: 'config', configMap: { name: `config-${variant}`, defaultMode: 420 } },
    { name: 'logs', emptyDir: { sizeLimit: '1Gi' } },
  );
  return copy;
}

/** What the API server adds before the mutating webhooks: the token of the account, and who wrote what. */
export function received(pod: Raw, variant: number): Raw {
  const spec = member(pod, 'spec');
  const { labels, annotations, generateName, ownerReferences } = member(pod, 'metadata');
  within(pod, 'metadata')['managedFields'] = [
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-11-21T09:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: fieldsOf({
        metadata: { annotations, generateName, labels, ownerReferences },
        spec,
      }),
    },
  ];
  const name = `kube-api-access-${nameOf(`token ${variant}`).slice(0, 5)}`;
  listIn(spec, 'volumes').push({ name, projected: tokenSources() });
  const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
  for (const container of containersIn(spec)) {
    listIn(container, 'volumeMounts').push({ name, readOnly: true, mountPath });
    quantitiesAsText(member(container, 'resources'));
  }
  return pod;
}

/** `nvidia.com/gpu: 1` in a manifest is "1" in the cluster. */
function quantitiesAsText(resources: Raw): void {
  for (const amounts of [member(resources, 'limits'), member(resources, 'requests')])
    for (const [name, amount] of Object.entries(amounts)) amounts[name] = String(amount);
}

function templateIn(manifest: Raw): Raw {
  if (manifest['kind'] === 'Pod') return manifest;
  return manifest['kind'] === 'CronJob'
    ? member(manifest, 'spec', 'jobTemplate', 'spec', 'template')
    : member(manifest, 'spec', 'template');
}

const containersIn = (spec: Raw): Raw[] => listIn(spec, 'containers').filter(isRecord);

/** The member as an object, made where there is none. */
function within(object: Raw, key: string): Raw {
  const found = object[key];
  if (isRecord(found)) return found;
  const made: Raw = {};
  object[key] = made;
  return made;
}

function listIn(object: Raw, key: string): unknown[] {
  const found = object[key];
  if (Array.isArray(found)) return found;
  const made: unknown[] = [];
  object[key] = made;
  return made;
}

function dressContainer(container: Raw, variant: number): void {
  listIn(container, 'env').push(
    fromField('POD_NAME', 'metadata.name'),
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel.monitoring.svc:4317' },
    { name: 'RELEASE', value: `r${variant}` },
  );
  listIn(container, 'volumeMounts').push({ name: 'logs', mountPath: '/var/log/service' });
  container['livenessProbe'] ??= probe('/livez', 10);
  container['readinessProbe'] ??= probe('/readyz', 5);
  container['securityContext'] ??= {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
  };
}

const shipper = (variant: number): Raw => ({
  name: 'log-shipper',
  image: 'cr.fluentbit.io/fluent/fluent-bit:4.2.1',
  args: ['--config=/etc/fluent-bit/fluent-bit.yaml'],
  ports: [{ name: 'shipper', containerPort: 2020, protocol: 'TCP' }],
  env: [fromField('POD_NAME', 'metadata.name'), { name: 'STREAM', value: `pods-${variant}` }],
  resources: {
    limits: { memory: '128Mi' },
    requests: { cpu: '50m', memory: '64Mi' },
  },
  livenessProbe: probe('/api/v1/health', 30),
  volumeMounts: [
    { name: 'config', readOnly: true, mountPath: '/etc/fluent-bit' },
    { name: 'logs', mountPath: '/var/log/service' },
  ],
});

const fromField = (name: string, fieldPath: string): Raw => ({
  name,
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
});

const probe = (path: string, periodSeconds: number): Raw => ({
  httpGet: { path, port: 8080, scheme: 'HTTP' },
  initialDelaySeconds: 5,
  timeoutSeconds: 2,
  periodSeconds,
  successThreshold: 1,
  failureThreshold: 3,
});

const tokenSources = (): Raw => ({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [
          { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
        ],
      },
    },
  ],
  defaultMode: 420,
});

/** Field ownership as the API server notes it; lists by the name of their items, where they have one. */
function fieldsOf(value: unknown): Raw {
  if (Array.isArray(value))
    return Object.fromEntries(
      value
        .filter(isRecord)
        .filter(({ name }) => typeof name === 'string')
        .map((item) => [
          `k:{"name":${JSON.stringify(item['name'])}}`,
          { '.': {}, ...fieldsOf(item) },
        ]),
    );
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [`f:${key}`, fieldsOf(inner)]),
  );
}
