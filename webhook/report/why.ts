/** A Decision pair as the golden cases keep it: plain lines that are read in a review as a contract is. */
import type { ContainerDecision, Decision } from '../core/decision.ts';
import { gpus } from '../core/text.ts';
import { outcome } from './explain.ts';
import { refusalText, warningLine } from './lines.ts';

export function whyText(proposed: Decision, judged: Decision): string {
  const { workload, class: kind, classBy, team, policy, mode } = proposed;
  return lines([
    `${outcome(proposed, judged)}  ${workload.namespace}/${workload.kind}/${workload.name}${named(workload)}`,
    `  class ${kind} (${classBy}), team ${team}, policy ${policy}, mode ${mode}`,
    ...proposed.containers.flatMap(containerLines),
    ...[...proposed.rules.slice(1), ...judged.rules]
      .filter((rule) => rule.outcome !== 'pass')
      .map(({ id, outcome: found, reason }) => `  ${found} ${id}  ${reason}`),
    ...voiced('warning', warningLine(proposed)),
    ...voiced('warning', warningLine(judged)),
    ...voiced(
      'refusal',
      judged.verdict === 'refuse' && judged.inForce ? refusalText(judged) : undefined,
    ),
    claimLine(judged),
  ]);
}

/** Where not its owner but a policy has named it. */
const named = ({ by }: Decision['workload']): string =>
  by.startsWith('policy ') ? ` (${by})` : '';

const lines = (all: readonly string[]): string => all.map((line) => `${line.trimEnd()}\n`).join('');

const voiced = (as: string, line: string | undefined): string[] =>
  line === undefined ? [] : [`  ${as}  ${line}`];

function containerLines({ name, asked, chosen, reasons, candidates }: ContainerDecision): string[] {
  return [
    `  ${name}: ${asked === chosen ? asked : `${asked} -> ${chosen}`}`,
    ...reasons.map(({ rule, says }) => `    ${rule}  ${says}`),
    ...candidates
      .filter(({ slice }) => slice !== chosen)
      .map(
        ({ slice, rejectedBy }) =>
          `    not ${slice}: ${rejectedBy ? `${rejectedBy.rule}  ${rejectedBy.says}` : 'open, comes later'}`,
      ),
  ];
}

const claimLine = ({ claimAsked, claimFinal }: Decision): string =>
  `  claim ${gpus(claimAsked.milliGPU)} -> ${gpus(claimFinal.milliGPU)} GPU, ${claimFinal.MiB} MiB`;
