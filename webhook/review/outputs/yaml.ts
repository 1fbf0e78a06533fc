/** The report as it is, for people who read YAML more easily. */
import { yaml } from '../../report/yaml.ts';
import type { Render } from '../report.ts';

export const render: Render = (report) => yaml(report);
