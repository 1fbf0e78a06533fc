/**
 * Guardrails as the API server's own ValidatingAdmissionPolicies: they hold while we are down, and
 * where we are not installed. What CEL cannot say of a pod alone is told, with the reason.
 */
import { createHash } from 'node:crypto';
import { guards } from '../../core/guards/all.ts';
import { celVariables } from '../../core/guards/cel.ts';
import type { Guard, InCel } from '../../core/guards/rule.ts';
import type { Catalogue } from '../../core/products/catalogue.ts';
import type { Severity } from '../../core/terms.ts';
import type { Document } from '../documents.ts';
import { parametersOf } from '../guard-parameters.ts';
import { capped } from '../policies.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { conditionsOf, unsaid } from './match-conditions.ts';
import { differences, type Past } from './differences.ts';

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

export type Named = GpuPolicy['spec']['guards'][number];

export interface Around extends Past {
  /** Which names are another engine's, and what these count as. */
  readonly catalogue: Catalogue;
}

export function admissionPolicies(
  documents: readonly Document<GpuPolicy>[],
  { away, exemptions, readAt, catalogue }: Around,
): Exported {
  const objects: object[] = [];
  const left: Left[] = [];
  const differing: Left[] = [];
  for (const document of documents)
    for (const [nth, named] of document.value.spec.guards.entries()) {
      const told = (why: string): Left => ({ policy: document.name, rule: named.rule, why });
      const said = inCelOf(document, named, catalogue);
      if ('why' in said) {
        left.push(told(said.why));
        continue;
      }
      objects.push(...pairOf(document, { named, ...said, away, nth }));
      differing.push(...differences(said, document, named, { away, exemptions, readAt }).map(told));
    }
  return { objects, left, differing };
}

export interface Sayable {
  readonly guard: Guard;
  readonly inCel: InCel;
}

function inCelOf(
  { value }: Document<GpuPolicy>,
  { rule, parameters }: Named,
  catalogue: Catalogue,
): Sayable | { readonly why: string } {
  const guard = guards.find(({ id }) => id === rule);
  const inCel = guard?.cel?.(parametersOf(rule, parameters), catalogue);
  const why = unsaid(value.spec.match) ?? (inCel === undefined ? guard?.notInCel : undefined);
  return guard === undefined || inCel === undefined || why !== undefined
    ? { why: why ?? 'nobody has said it in CEL' }
    : { guard, inCel };
}

interface Pair extends Sayable {
  readonly named: Named;
  readonly away: readonly string[];
  /** Which of the policy's guardrails it is: a rule may be named twice, for other namespaces. */
  readonly nth: number;
}

function pairOf(
  { name, value: { spec } }: Document<GpuPolicy>,
  { named, guard, inCel, away, nth }: Pair,
): object[] {
  const again = spec.guards.slice(0, nth).filter(({ rule }) => rule === named.rule).length;
  const id = nameOf(name, `${named.rule.replace('/', '-')}${again > 0 ? `-${again + 1}` : ''}`);
  const severity = capped(named.severity, spec.mode);
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
        variables: [...VARIABLES, ...variablesOf(inCel.variables)],
        validations: [
          {
            expression: `!(${inCel.objects})`,
            message: `${guard.id}: ${inCel.says ?? guard.about}`,
            ...(inCel.found && { messageExpression: `'${guard.id}: ' + ${inCel.found}` }),
          },
        ],
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

const variablesOf = (named: Readonly<Record<string, string>> = {}) =>
  Object.entries(named).map(([name, expression]) => ({ name, expression }));

const VARIABLES = variablesOf(celVariables);

const ACTIONS: Readonly<Record<Severity, readonly string[]>> = {
  deny: ['Deny'],
  warn: ['Warn', 'Audit'],
  audit: ['Audit'],
};
