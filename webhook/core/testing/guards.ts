/** Guardrails as one policy names them. */
import type { RuleId } from '../decision.ts';
import { guards } from '../guards/all.ts';
import type { Guards, Parameters, Severity } from '../terms.ts';

export const guardsAt = (severities: Readonly<Record<RuleId, Severity>>): Guards =>
  new Map(
    guards.flatMap(({ id }) => {
      const severity = severities[id];
      return severity === undefined
        ? []
        : [
            [
              id,
              [{ severity, written: severity, mode: 'enforce', parameters: {}, policy: 'guards' }],
            ] as const,
          ];
    }),
  );

/** One rule that refuses, held to these. */
export const denying = (rule: RuleId, parameters: Parameters = {}): Guards =>
  new Map([
    [rule, [{ severity: 'deny', written: 'deny', mode: 'enforce', parameters, policy: 'guards' }]],
  ]);

/** All that need nothing from a policy. */
export const everyGuard = (severity: Severity): Guards =>
  guardsAt(
    Object.fromEntries(
      guards
        .filter(
          ({ parameters = {}, oneOf = [] }) =>
            oneOf.length === 0 && !Object.values(parameters).some(({ needed }) => needed),
        )
        .map(({ id }) => [id, severity]),
    ),
  );
