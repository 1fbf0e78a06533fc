/** What was found, as `-o` asks for it. */
import type { Colours } from '../report/colour.ts';
import { oneLine } from '../core/text.ts';
import { explainText, title } from '../report/explain.ts';
import type { Told } from './replicas.ts';

export function printed(found: readonly Told[], output: string, colours: Colours): string {
  switch (output) {
    case 'json':
      return asJson(found.map(record));
    case 'patch':
      // One pod alone: JSON Patch is a list of changes to one document.
      return asJson(found[0]?.ops ?? []);
    default:
      return found.map((told) => text(told, colours)).join('\n');
  }
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function record({ proposed, judged, ops, ...told }: Told): unknown {
  const { judgedPods, admittedPods, replicas, apiServer } = told;
  return {
    proposed,
    judged,
    patch: ops,
    pods: { replicas, judged: judgedPods, admitted: admittedPods },
    ...(apiServer === undefined ? {} : { refusedByApiServer: apiServer }),
  };
}

function text(told: Told, colours: Colours): string {
  if (told.apiServer !== undefined) return neverStored(told, told.apiServer, colours);
  return explainText(told, colours) + counted(told, colours);
}

function neverStored({ proposed }: Told, why: string, colours: Colours): string {
  const refused = colours.red('refused');
  return `${colours.bold(title(proposed))}  ${refused}\n  the API server refuses it: ${oneLine(why, 4096)}\n`;
}

/** Said where the pods of a template differ, or where not all of them were judged. */
function counted({ judgedPods, admittedPods, replicas }: Told, colours: Colours): string {
  const cut = replicas > judgedPods ? `; the first ${judgedPods} of ${replicas} were judged` : '';
  if (cut === '' && (admittedPods === judgedPods || judgedPods === 1)) return '';
  const paint = admittedPods === judgedPods ? colours.green : colours.red;
  return `  ${paint(`${admittedPods} of ${judgedPods} pods admitted`)}${cut}\n`;
}
