/**
 * Guardrails as the API server's own ValidatingAdmissionPolicies: they hold while we are down, and
 * where we are not installed. What CEL cannot say of a pod alone is told, with the reason.
 */
import { createHash } from 'node:crypto';
import { covers, type Exemption } from '../../core/exemption.ts';
import { guards } from '../../core/guards/all.ts';
import { celVariables } from '../../core/guards/cel.ts';
import type { Guard } from '../../core/guards/rule.ts';
import type { Severity } from '../../core/terms.ts';
import type { Document } from '../documents.ts';
import { parametersOf } from '../guard-parameters.ts';
import { capped } from '../policies.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { conditionsOf, unsaid } from './match-conditions.ts';

export interface Left {
  readonly policy: string;
  readonly rule: string;
  readonly why: string;
}

export interface Exported {
  /** ValidatingAdmissionPolicies, each with its binding after it. */
  readonly objects: readonly object[];
  readonly left: readonly Left[];
  /** Exported, and yet not quite what ours do. */
  readonly differing: readonly Left[];
}

type Named = GpuPolicy['spec']['guards'][number];

export interface Around {
  /** Namespaces that are never sent to us either. */
  readonly away: readonly string[];
  readonly exemptions: readonly Exemption[];
}

export function admissionPolicies(
  documents: readonly Document<GpuPolicy>[],
  { away, exemptions }: Around,
): Exported {
  const objects: object[] = [];
  const left: Left[] = [];
  const differing: Left[] = [];
  for (const document of documents)
    for (const [nth, named] of document.value.spec.guards.entries()) {
      const guard = guards.find(({ id }) => id === named.rule);
      const told = (why: string): Left => ({ policy: document.name, rule: named.rule, why });
      const why =
        unsaid(document.value.spec.match) ?? (guard?.cel === undefined ? UNSEEN : undefined);
      if (why !== undefined || guard === undefined) {
        left.push(told(why ?? UNSEEN));
        continue;
      }
      objects.push(...pairOf(document, { named, guard, away, nth }));
      differing.push(...differences(guard, exemptions).map(told));
    }
  return { objects, left, differing };
}

function differences(guard: Guard, exemptions: readonly Exemption[]): string[] {
  const past = exemptions.filter((one) => covers(one, guard.id));
  return [
    ...(guard.unsaidInCel === undefined ? [] : [guard.unsaidInCel]),
    ...past.map(
      ({ name, until }) =>
        `GpuExemption ${name} lets pods past it until ${until}, and CEL, which has no clock, holds them to it`,
    ),
  ];
}

const UNSEEN = 'it looks at more than the pod, or at what CEL cannot take apart';

interface Pair {
  readonly named: Named;
  readonly guard: Guard;
  readonly away: readonly string[];
  /** Which of the policy's guardrails it is: a rule may be named twice, for other namespaces. */
  readonly nth: number;
}

function pairOf(
  { name, value: { spec } }: Document<GpuPolicy>,
  { named, guard, away, nth }: Pair,
): object[] {
  const again = spec.guards.slice(0, nth).filter(({ rule }) => rule === named.rule).length;
  const id = nameOf(name, `${named.rule.replace('/', '-')}${again > 0 ? `-${again + 1}` : ''}`);
  const severity = capped(named.severity, spec.mode);
  const objects = guard.cel?.(parametersOf(named.rule, named.parameters)) ?? 'false';
  const labels = { 'app.kubernetes.io/managed-by': 'tranche-export' };
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: id, labels, annotations: { 'tranche.dev/policy': name } },
      spec: {
        failurePolicy: severity === 'deny' ? 'Fail' : 'Ignore',
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
          ],
          namespaceSelector: {
            matchLabels: spec.match.namespaceLabels,
            matchExpressions: [
              { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: away },
            ],
          },
          objectSelector: { matchLabels: spec.match.podLabels },
        },
        matchConditions: conditionsOf(spec.match, named.except),
        variables: VARIABLES,
        validations: [{ expression: `!(${objects})`, message: `${guard.id}: ${guard.about}` }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: id, labels },
      spec: { policyName: id, validationActions: ACTIONS[severity] },
    },
  ];
}

const LONGEST = 253;

/** A policy's name may be as long as an object's may be, without what we set before and behind it. */
function nameOf(policy: string, rule: string): string {
  const whole = `tranche-${policy}-${rule}`;
  if (whole.length <= LONGEST) return whole;
  const told = `-${createHash('sha256').update(policy).digest('hex').slice(0, 12)}-${rule}`;
  return `${whole.slice(0, LONGEST - told.length).replace(/[.-]+$/, '')}${told}`;
}

const VARIABLES = Object.entries(celVariables).map(([name, expression]) => ({ name, expression }));

const ACTIONS: Readonly<Record<Severity, readonly string[]>> = {
  deny: ['Deny'],
  warn: ['Warn', 'Audit'],
  audit: ['Audit'],
};
