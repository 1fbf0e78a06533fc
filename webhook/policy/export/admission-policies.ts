/**
 * Guardrails as the API server's own ValidatingAdmissionPolicies: they hold while we are down, and
 * where we are not installed. What CEL cannot say of a pod alone is told, with the reason.
 */
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
  /** Exported, and yet less than ours. */
  readonly inPart: readonly Left[];
}

type Named = GpuPolicy['spec']['guards'][number];

/** `away`: namespaces that are never sent to us either. */
export function admissionPolicies(
  documents: readonly Document<GpuPolicy>[],
  away: readonly string[],
): Exported {
  const objects: object[] = [];
  const left: Left[] = [];
  const inPart: Left[] = [];
  for (const document of documents)
    for (const named of document.value.spec.guards) {
      const guard = guards.find(({ id }) => id === named.rule);
      const told = (why: string): Left => ({ policy: document.name, rule: named.rule, why });
      const why =
        unsaid(document.value.spec.match) ?? (guard?.cel === undefined ? UNSEEN : undefined);
      if (why !== undefined || guard === undefined) {
        left.push(told(why ?? UNSEEN));
        continue;
      }
      objects.push(...pairOf(document, named, guard, away));
      if (guard.unsaidInCel !== undefined) inPart.push(told(guard.unsaidInCel));
    }
  return { objects, left, inPart };
}

const UNSEEN = 'it looks at more than the pod, or at what CEL cannot take apart';

function pairOf(
  { name, value: { spec } }: Document<GpuPolicy>,
  named: Named,
  guard: Guard,
  away: readonly string[],
): object[] {
  const id = `tranche-${name}-${named.rule.replace('/', '-')}`;
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

const VARIABLES = Object.entries(celVariables).map(([name, expression]) => ({ name, expression }));

const ACTIONS: Readonly<Record<Severity, readonly string[]>> = {
  deny: ['Deny'],
  warn: ['Warn', 'Audit'],
  audit: ['Audit'],
};
