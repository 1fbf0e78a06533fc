/** One finding as a result. */
import { sayable } from '../../../report/sayable.ts';
import { toldAs } from '../../conclusion.ts';
import type { Finding, Report } from '../../report.ts';
import { helpful, named, placeOf, type Place } from '../said.ts';
import { uriOf } from './uri.ts';

export function resultOf(finding: Finding, report: Report, ruleIndex: number): object {
  const place = placeOf(finding.at);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: toldAs(finding, report.conclusion),
    message: { text: unlinked(helpful(finding, report)) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, ...regionOf(place) },
        logicalLocations: [{ fullyQualifiedName: named(finding.subject), kind: 'object' }],
      },
    ],
    partialFingerprints: fingerprints(finding, place),
    ...standing(finding, report),
    properties: {
      basis: finding.basis,
      clusters: finding.clusters.map((name) => sayable(name, 256)),
    },
  };
}

/** `[text](target)` is a link in SARIF's plain text, too; and whoever names a workload gets none. */
const unlinked = (text: string): string => text.replaceAll('](', '] (');

const regionOf = ({ span }: Place): object =>
  span === undefined
    ? {}
    : {
        region: {
          startLine: span.line,
          startColumn: span.column,
          endLine: span.endLine,
          endColumn: span.endColumn,
        },
      };

/**
 * GitHub's upload reckons a hash of the line itself, and complains of each result that brings another. Of a
 * whole file it reckons none, and there ours has to tell one alert from the next.
 */
const fingerprints = ({ fingerprint }: Finding, { span }: Place): object => ({
  'tranche/v1': fingerprint,
  ...(span === undefined ? { primaryLocationLineHash: fingerprint } : {}),
});

/** Where a baseline knows one, it says of all whether it knows them. */
function standing({ known, fingerprint }: Finding, { conclusion, comparison }: Report): object {
  if (conclusion.known === 0) return {};
  if (known === undefined) return { baselineState: 'new' };
  const inBase = comparison !== undefined && !comparison.newFindings.includes(fingerprint);
  const justification = `stands in ${inBase ? sayable(comparison.base, 256) : 'the baseline'}`;
  return {
    baselineState: 'unchanged',
    suppressions: [{ kind: 'external', status: 'accepted', justification }],
  };
}
