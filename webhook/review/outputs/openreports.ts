/** OpenReports, which takes the place of PolicyReport; here the limits of a report are a field of it. */
import type { Render } from '../report.ts';
import { MOST, reports, type Kinds } from './reports.ts';

const KINDS: Kinds = {
  apiVersion: 'openreports.io/v1alpha1',
  kind: 'Report',
  clusterKind: 'ClusterReport',
  beside: {
    source: 'tranche',
    configuration: { limits: { maxResults: MOST, statusFilter: ['fail', 'warn'] } },
  },
};

export const render: Render = (report) => reports(report, KINDS);
