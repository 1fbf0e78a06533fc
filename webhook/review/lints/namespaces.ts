/**
 * What a namespace's own quota and limits do to devices, which is not what they say.
 *
 * ResourceQuota: of devices only `requests.NAME` is counted (pkg/quota/v1/evaluator/core/pods.go,
 * podComputeUsageHelper); any other spelling is stored, and bounds nothing. LimitRange: of a `max` or
 * a `min` the API server makes a default (pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem),
 * and gives it to every container of the namespace that asks for none. e2e/product/review-lints.test.ts
 * shows both.
 */
import { token } from '../../core/edits/pointer.ts';
import { namesGpu } from '../../core/governed.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import type { Lint, OfObject } from './lint.ts';

export const namespaceLimits: OfObject = (object) => {
  if (text(object['apiVersion']) !== 'v1') return [];
  if (text(object['kind']) === 'ResourceQuota') return quotaOf(object);
  return text(object['kind']) === 'LimitRange' ? rangeOf(object) : [];
};

const quotaOf = (object: Raw): Lint[] =>
  Object.keys(member(object, 'spec', 'hard')).flatMap((key) => {
    const name = key.replace(/^limits\./, '');
    if (!namesGpu(name)) return [];
    return [
      {
        rule: 'lint/resource-quota',
        level: 'warning',
        says: `has ${key} under hard, which bounds nothing: devices are counted as requests.${name} alone`,
        help: `write requests.${name}`,
        pointer: `/spec/hard/${token(key)}`,
      },
    ];
  });

/** In the order in which one overrules the next. */
const LISTS = ['default', 'defaultRequest', 'max', 'min'] as const;

function rangeOf(object: Raw): Lint[] {
  const limits: unknown = member(object, 'spec')['limits'];
  if (!Array.isArray(limits)) return [];
  return limits.flatMap((item: unknown, i) =>
    isRecord(item) ? inItem(item, `/spec/limits/${i}`) : [],
  );
}

function inItem(item: Raw, pointer: string): Lint[] {
  const names = new Set(LISTS.flatMap((list) => Object.keys(member(item, list)).filter(namesGpu)));
  return [...names].flatMap((name) => {
    const list = LISTS.find((each) => Object.hasOwn(member(item, each), name)) ?? 'default';
    const says = effectOf(text(item['type']) ?? '', list, name);
    if (says === undefined || isZero(member(item, list)[name])) return [];
    return [
      {
        rule: 'lint/limit-range',
        level: 'warning',
        says,
        help: `take ${name} out of it; bound GPUs by a ResourceQuota with requests.${name}, or by a GpuQuota`,
        pointer: `${pointer}/${list}/${token(name)}`,
      },
    ];
  });
}

const isZero = (amount: unknown): boolean => Number(amount) === 0;

function effectOf(type: string, list: (typeof LISTS)[number], name: string): string | undefined {
  const ofNone = 'that asks for none';
  if (type === 'Container')
    return `has ${name} under ${list}, which is given to every container of the namespace ${ofNone}`;
  return type === 'Pod'
    ? `has ${name} under ${list}, by which every pod of the namespace ${ofNone} is refused`
    : undefined;
}
