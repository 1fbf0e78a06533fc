/** What exemptions make of findings: they are made all the same, and told with who answers for them. */
import type { RuleId, RuleOutcome } from '../decision.ts';
import { endsSoon, exempting, type Exemption } from '../exemption.ts';
import type { Question } from '../question.ts';
import type { Severity } from '../terms.ts';
import { oneLine } from '../text.ts';

export interface Finding {
  readonly id: RuleId;
  /** `none`: it looked and has nothing to say. */
  readonly severity: Severity | 'none';
  /** Without the modes of policies. */
  readonly written?: Severity;
  readonly says: string;
  /** Whose guardrail spoke. */
  readonly policy?: string;
}

/** In the order of the findings; then each exemption that lets one of them past and ends soon. */
export function outcomesOf(
  findings: readonly Finding[],
  { exemptions, readAt }: Pick<Question, 'exemptions' | 'readAt'>,
): RuleOutcome[] {
  const ending = new Map<string, RuleOutcome>();
  const outcomes = findings.map((finding) => {
    if (finding.severity === 'none') return passed(finding.id);
    const exemption = exempting(exemptions, finding.id, readAt);
    if (exemption === undefined)
      return ofPolicy(
        found(finding.id, finding.severity, finding.says, finding.written),
        finding.policy,
      );
    if (endsSoon(exemption, readAt) && ending.get(exemption.name)?.outcome !== 'warn')
      ending.set(exemption.name, end(exemption, finding));
    return spared(finding, exemption);
  });
  return [...outcomes, ...ending.values()];
}

const ofPolicy = (outcome: RuleOutcome, policy: string | undefined): RuleOutcome =>
  policy === undefined ? outcome : { ...outcome, policy };

const passed = (id: RuleId): RuleOutcome => ({ id, outcome: 'pass', reason: '' });

/** `fail` where it refuses, `warn` where it warns, `error` nowhere: an audit finding is a `skip` with its reason. */
export const found = (
  id: RuleId,
  severity: Severity,
  says: string,
  written: Severity = severity,
): RuleOutcome => ({
  id,
  outcome: severity === 'deny' ? 'fail' : severity === 'warn' ? 'warn' : 'skip',
  reason: oneLine(says, LONGEST),
  ...(written === 'deny' && severity !== 'deny' ? { enforced: 'fail' } : {}),
});

const LONGEST = 512;
/** Whatever an operator writes, there is room for the date and for what was found. */
const LONGEST_WORD = 96;

const spared = ({ id, says }: Finding, { name, owner, until }: Exemption): RuleOutcome => ({
  id,
  outcome: 'skip',
  reason: oneLine(
    `exempt until ${until} by GpuExemption ${word(name)} of ${word(owner)}: ${says}`,
    LONGEST,
  ),
  exemption: name,
});

/** Said to whoever applies the pod, unless nothing of the guardrail is said to anybody but the log. */
const end = ({ name, owner, until }: Exemption, { id, severity }: Finding): RuleOutcome => ({
  id: 'exemption/expiring',
  outcome: severity === 'audit' ? 'skip' : 'warn',
  reason: oneLine(
    `GpuExemption ${word(name)}, which lets it past ${id}, ends at ${until}; have ${word(owner)} renew it, or mend the pod`,
    LONGEST,
  ),
  exemption: name,
});

const word = (text: string): string => oneLine(text, LONGEST_WORD);
