/** What whoever has read a report can do about it, in the order in which it is done. */
import { counted } from '../../core/text.ts';
import type { Row, ScanReport } from '../report.ts';
import { sumOf } from '../sums.ts';
import { wantedSteps, type Step } from './wanted-steps.ts';
import { isNodeless } from './words.ts';

const CARD = 1000;

/** Where nothing would be released, what would have to be so that more could be told. */
export function nextSteps(report: ScanReport): readonly Step[] {
  const { summary, workloads, policies } = report;
  if (summary.releasableMilliGPU === 0 || isNodeless(report)) return wantedSteps(report);
  return [
    ...(policies.by === 'default' && !policies.forbidden ? [INSTALL, STARTER] : []),
    ['Keep what was seen', 'tranche profile --prometheus URL --apply writes it as GpuProfiles'],
    ...cuts(workloads),
    ...wantedSteps(report),
    askOfOne(policies),
  ];
}

const INSTALL: Step = [
  'Install it, observing',
  'manifests/README.md of Tranche: pods are stored exactly as without it, and it says what it would have done',
];
const STARTER: Step = [
  'Apply policies/packs/starter/policy.yaml',
  'by which this was judged; it observes until you write mode: enforce',
];

/** In the cluster that was scanned and by what it was judged by, or the answer would be another one. */
const askOfOne = ({ by }: ScanReport['policies']): Step => [
  'Ask of one pod',
  `tranche explain -f pod.yaml -w world.yaml${by === 'default' ? ' --starter' : ''} says what it would be given, and why (tranche snapshot -o world.yaml makes that file)`,
];

function cuts(rows: readonly Row[]): Step[] {
  const toCut = rows.filter(({ supply }) => supply === 'toCut');
  return [...new Set(toCut.map(productOf))].map((product) => {
    const of = toCut.filter((row) => productOf(row) === product);
    const least = Math.ceil(sumOf(of, 'neededMilliGPU') / CARD);
    return [
      `Cut cards of ${product}`,
      `${counted(least, 'card')} at least, for ${slicesOf(of)}: by nvidia-mig-manager's configuration (label nvidia.com/mig.config), or as a pool that is cut so`,
    ];
  });
}

/** A shape is the product and the resource that nodes would offer. */
const productOf = ({ shape }: Row): string => shape.slice(0, shape.indexOf(' '));

function slicesOf(rows: readonly Row[]): string {
  const units = new Map<string, number>();
  for (const { shape, replicas } of rows) {
    const resource = shape.slice(shape.indexOf(' ') + 1);
    units.set(resource, (units.get(resource) ?? 0) + replicas);
  }
  return [...units].map(([resource, count]) => `${count} ${resource}`).join(', ');
}
