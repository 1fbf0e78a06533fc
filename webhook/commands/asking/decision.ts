/** Whether what a server answered is a Decision of a version that can be read here. */
import type { Decision } from '../../core/decision.ts';
import { isRecord } from '../../expand/raw.ts';

export const isDecision = (value: unknown): value is Decision =>
  isRecord(value) &&
  value['version'] === 1 &&
  typeof value['verdict'] === 'string' &&
  isRecord(value['because']) &&
  isRecord(value['workload']) &&
  Array.isArray(value['containers']) &&
  Array.isArray(value['rules']);
