/** Which formats a review has; each is loaded only when it is asked for. */
import type { Render } from '../report.ts';

export const outputs = {
  csv: () => import('./csv.ts'),
  github: () => import('./github.ts'),
  gitlab: () => import('./gitlab.ts'),
  junit: () => import('./junit.ts'),
  openreports: () => import('./openreports.ts'),
  policyreport: () => import('./policyreport.ts'),
  sarif: () => import('./sarif.ts'),
} satisfies Readonly<Record<string, () => Promise<{ readonly render: Render }>>>;
