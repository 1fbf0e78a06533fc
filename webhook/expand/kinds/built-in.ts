/**
 * The kinds that Kubernetes brings with it, by group: nobody else can add one there. A group of somebody else's has a
 * dot in its name, so of those without one the list is whole, and of the others it names what people deploy.
 */
export const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  '': [
    'Binding',
    'ComponentStatus',
    'ConfigMap',
    'Endpoints',
    'Event',
    'LimitRange',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  apps: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  autoscaling: ['HorizontalPodAutoscaler', 'Scale'],
  batch: ['CronJob', 'Job'],
  extensions: [],
  policy: ['Eviction', 'PodDisruptionBudget', 'PodSecurityPolicy'],
  'networking.k8s.io': [
    'ClusterCIDR',
    'IPAddress',
    'Ingress',
    'IngressClass',
    'NetworkPolicy',
    'ServiceCIDR',
  ],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io': ['PodGroup', 'PriorityClass', 'Workload'],
  'storage.k8s.io': [
    'CSIDriver',
    'CSINode',
    'CSIStorageCapacity',
    'StorageClass',
    'VolumeAttachment',
    'VolumeAttributesClass',
  ],
};
