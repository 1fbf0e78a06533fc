/** What in the metadata of an object has another take it away, keep it, or say whose its fields are. */

/** The garbage collector deletes what has no owner left. */
export const OWNED_BY_NOBODY = {
  ownerReferences: [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'nobody',
      uid: '00000000-0000-4000-8000-000000000000',
    },
  ],
};

export const TIES: readonly object[] = [
  OWNED_BY_NOBODY,
  { finalizers: ['example.com/for-ever'] },
  { managedFields: [{}] },
  { labels: { 'tranche.dev/told': 'x' } },
  { annotations: { 'tranche.dev/told': 'x' } },
];
