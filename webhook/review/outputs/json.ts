/** The report as it is, for programs. */
import type { Render } from '../report.ts';

export const render: Render = (report) => `${JSON.stringify(report, null, 2)}\n`;
