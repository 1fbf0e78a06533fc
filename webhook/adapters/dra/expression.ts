/**
 * Selectors of devices in CEL, as far as they can be asked without harm: they are short, hold no
 * regular expression, and at most one loop. Whatever is not understood selects nothing.
 */
import { Environment } from '@marcbachmann/cel-js';
import { asker } from '../../cel/expression.ts';
import { withKubernetes } from '../../cel/kubernetes.ts';
import { Quantity } from '../../cel/quantity.ts';
import { surveyOf, type Survey } from '../../cel/survey.ts';
import { Version } from '../../cel/version.ts';
import { faultText } from '../tell.ts';
import { GPU_DRIVER, type Attribute, type DeviceKind } from './kinds.ts';

/** In characters; the API server lets in five times as much. */
const LONGEST = 2048;
/** Loops within loops take time without end, and values bound in turn grow without end. */
const MOST = { loops: 1, bindings: 2 };

const environment = withKubernetes(
  new Environment({ limits: { maxAstNodes: 500, maxDepth: 50, maxListElements: 100 } }),
).registerVariable('device', 'dyn');

const ready = asker(environment);

/** Whether a kind of device is selected; or, in words, why nobody can tell. */
export function selects(expression: string, kind: DeviceKind): boolean | string {
  if (expression.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  try {
    const parsed = environment.parse(expression);
    const refused = refusal(surveyOf(parsed.ast));
    if (refused !== undefined) return refused;
    const { valid, error } = parsed.check();
    if (!valid) throw error ?? new Error('it is no CEL');
    const answer = ready(expression).ask({ device: asVariable(kind) });
    return typeof answer === 'boolean' ? answer : answer.error;
  } catch (fault) {
    return faultText(fault).split('\n', 1)[0] ?? '';
  }
}

function refusal({ loops, bindings, patterns }: Survey): string | undefined {
  if (patterns.length > 0) return 'regular expressions are not asked';
  if (loops.length > MOST.loops) return 'it holds more than one loop';
  return bindings.length > MOST.bindings ? 'it binds more than two values' : undefined;
}

const variables = new WeakMap<DeviceKind, object>();

function asVariable(kind: DeviceKind): object {
  const known = variables.get(kind);
  if (known !== undefined) return known;
  const device = {
    driver: GPU_DRIVER,
    allowMultipleAllocations: false,
    attributes: each(kind.attributes, attribute),
    capacity: each(kind.capacity, (amount) => new Quantity(amount)),
  };
  variables.set(kind, device);
  return device;
}

function each<T>(
  domains: Readonly<Record<string, Readonly<Record<string, T>>>>,
  make: (value: T) => unknown,
): object {
  const made = Object.entries(domains).map(([domain, values]) => [
    domain,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)])),
  ]);
  return Object.fromEntries(made);
}

function attribute(value: Attribute): unknown {
  if (typeof value === 'number') return BigInt(value);
  return typeof value === 'object' ? new Version(value.version) : value;
}
