/** PolicyReport of the policy working group, as Kyverno and Policy Reporter read it. */
import type { Render } from '../report.ts';
import { reports, type Kinds } from './reports.ts';

const KINDS: Kinds = {
  apiVersion: 'wgpolicyk8s.io/v1alpha2',
  kind: 'PolicyReport',
  clusterKind: 'ClusterPolicyReport',
  beside: {},
};

export const render: Render = (report) => reports(report, KINDS);
