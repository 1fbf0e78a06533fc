/** What was found, as `-o` asks for it. */
import type { Colours } from '../report/colour.ts';
import { oneLine } from '../core/text.ts';
import { consideredText } from '../report/considered.ts';
import { explainText, title } from '../report/explain.ts';
import { beginning } from '../report/profile-begins.ts';
import { lotsLine } from '../report/lots.ts';
import { yaml } from '../report/yaml.ts';
import type { Rehearsal } from '../rehearse.ts';
import { crowdLines, type Told } from './replicas.ts';

export function printed(found: readonly Told[], output: string, colours: Colours): string {
  switch (output) {
    case 'json':
      return asJson(found.map(record));
    case 'yaml':
      return yaml(found.map(record));
    case 'patch':
      // One pod alone: JSON Patch is a list of changes to one document.
      return asJson(found[0]?.ops ?? []);
    default:
      return found.map((told) => text(told, colours)).join('\n');
  }
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const ofOne = ({ proposed, judged, ops }: Rehearsal) => ({ proposed, judged, patch: ops });

/** The story that is told first, and beside it that of each lot. */
function record(told: Told): unknown {
  const { judgedPods, admittedPods, replicas, lots, claim, apiServer, notes, begins, policies } =
    told;
  return {
    ...ofOne(told),
    pods: {
      replicas,
      judged: judgedPods,
      admitted: admittedPods,
      claim,
      lots: lots.map(({ pods, outcome, first }) => ({ pods, outcome, ...ofOne(first) })),
    },
    notes,
    ...(begins === undefined ? {} : { profileBegins: begins }),
    ...(policies === undefined ? {} : { policies }),
    ...(apiServer === undefined ? {} : { refusedByApiServer: apiServer.says }),
  };
}

const text = (told: Told, colours: Colours): string =>
  story(told, colours) +
  beginning(told.begins)
    .map((line) => `${line}\n`)
    .join('') +
  (told.policies === undefined ? '' : consideredText(told.policies, colours));

function story(told: Told, colours: Colours): string {
  if (told.apiServer !== undefined)
    return neverStored(told, told.apiServer.says, colours) + counted(told, colours);
  return explainText(told, colours) + counted(told, colours) + shared(told);
}

function neverStored({ proposed }: Told, why: string, colours: Colours): string {
  const refused = colours.red('refused');
  return `${colours.bold(title(proposed))}  ${refused}\n  the API server refuses it: ${oneLine(why, 4096)}\n`;
}

/** Said where not all pods of a template are let in, or not all of them were placed one by one. */
function counted(told: Told, colours: Colours): string {
  const { judgedPods, admittedPods } = told;
  const crowded = crowdLines(told).map((line) => `; ${line}`);
  if (crowded.length === 0 && (admittedPods === judgedPods || judgedPods === 1)) return '';
  const paint = admittedPods === judgedPods ? colours.green : colours.red;
  return `  ${paint(`${admittedPods} of ${judgedPods} pods admitted`)}${crowded.join('')}\n`;
}

/** Who got what, where there are several. */
const shared = ({ judgedPods, lots, claim }: Told): string =>
  judgedPods === 1 ? '' : `  ${lotsLine(lots, claim)}\n`;
