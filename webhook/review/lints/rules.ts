/** The rules that only a review speaks of: no pod is decided by them. Each has its row in policies/RULES.md. */
export const reviewRuleIds = [
  'api-server/devices',
  'lint/ephemeral-gpu',
  'lint/gpu-name',
  'lint/init-gpu',
  'lint/limit-range',
  'lint/misspelt',
  'lint/namespace',
  'lint/never-sent',
  'lint/no-node',
  'lint/node-label',
  'lint/not-expanded',
  'lint/other-profile',
  'lint/own-key',
  'lint/pod-level-gpu',
  'lint/resource-quota',
  'lint/same-object',
  'lint/unknown-claim',
  'lint/unknown-kind',
] as const;

export type ReviewRuleId = (typeof reviewRuleIds)[number];
