/**
 * How long pods of a manifest stand there. What a schedule or a hook of Helm starts is gone again when
 * the next comes, so that two of them need not find room beside each other; a template that others
 * name starts nothing by itself.
 */
import { isNamedByOthers } from '../../expand/library.ts';
import { member, text, type Raw } from '../../expand/raw.ts';

export type Stay = 'stands' | 'runs' | 'template';

const BY_SCHEDULE: ReadonlySet<string> = new Set([
  'CronJob',
  'CronWorkflow',
  'RayCronJob',
  'ScheduledSparkApplication',
]);

const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook'];

export function stayOf(object: Raw): Stay {
  if (isNamedByOthers(object)) return 'template';
  const annotations = member(object, 'metadata', 'annotations');
  const hook = HOOKS.some((key) => annotations[key] !== undefined);
  return hook || BY_SCHEDULE.has(text(object['kind']) ?? '') ? 'runs' : 'stands';
}
