/** Each format and who renders it, loaded when it is asked for. */
import type { Render } from '../report.ts';

type Load = () => Promise<{ readonly render: Render }>;

export const outputs = {
  text: () => import('./text.ts'),
  json: () => import('./json.ts'),
  yaml: () => import('./yaml.ts'),
  sarif: () => import('./sarif.ts'),
  junit: () => import('./junit.ts'),
  github: () => import('./github.ts'),
  gitlab: () => import('./gitlab.ts'),
  policyreport: () => import('./policyreport.ts'),
  openreports: () => import('./openreports.ts'),
  csv: () => import('./csv.ts'),
  md: () => import('./md.ts'),
  html: () => import('./html.ts'),
} as const satisfies Readonly<Record<string, Load>>;

export type Format = keyof typeof outputs;
