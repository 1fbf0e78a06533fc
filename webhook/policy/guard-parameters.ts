/** Parameters of guardrails: those of another rule and missing ones are faults, and amounts get the units that rules count in. */
import type { RuleId } from '../core/decision.ts';
import type { Parameter, Parameters } from '../core/terms.ts';
import type { Catalogue } from '../core/products/catalogue.ts';
import { floorMiB, isMore } from './amounts.ts';
import { productFault } from './catalogue.ts';
import { faultAt, step, type Document, type Fault } from './documents.ts';
import { secondsIn } from './durations.ts';
import { guardBounds, guardChoices, guardSets, specsOf } from './guard-rules.ts';
import { suggestion } from '../core/nearest.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

type Written = Readonly<Record<string, Parameter>>;

/** The schema has checked the form. */
export function parametersOf(rule: RuleId, written: Written = {}): Parameters {
  const specs = specsOf(rule);
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => {
      const kind = specs[name]?.kind;
      if (kind === 'memory') return [name, floorMiB(String(value))];
      return [name, kind === 'duration' ? secondsIn(String(value)) : value];
    }),
  );
}

export const parameterFaults = (document: Document<GpuPolicy>): Fault[] =>
  document.value.spec.guards.flatMap(({ rule, parameters = {} }, i) => [
    ...strangers(document, `/spec/guards/${i}/parameters`, rule, parameters),
    ...missing(document, `/spec/guards/${i}`, rule, parameters),
    ...unbounded(document, `/spec/guards/${i}`, rule, parameters),
    ...noneOf(document, `/spec/guards/${i}`, rule, parameters),
    ...setAmiss(document, `/spec/guards/${i}/parameters`, rule, parameters),
  ]);

function strangers(document: Document, at: string, rule: RuleId, written: Written): Fault[] {
  const known = Object.keys(specsOf(rule));
  return Object.keys(written)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const help = known.length === 0 ? 'it has none' : suggestion(name, known, 'its parameters');
      return faultAt(document, `${at}${step(name)}`, `is no parameter of ${rule}`, help);
    });
}

const missing = (document: Document, at: string, rule: RuleId, written: Written): Fault[] =>
  Object.entries(specsOf(rule))
    .filter(([name, { needed }]) => needed === true && !(name in written))
    .map(([name, { about }]) =>
      faultAt(document, at, `needs parameters.${name} for ${rule}`, about),
    );

/** A floor above its ceiling would refuse everything. */
function unbounded(document: Document, at: string, rule: RuleId, written: Written): Fault[] {
  const bounds = guardBounds.find((one) => one.rule === rule);
  if (bounds === undefined) return [];
  const { least, most } = bounds;
  const { [least]: floor, [most]: ceiling } = written;
  return isAmount(floor) && isAmount(ceiling) && isMore(floor, ceiling)
    ? [faultAt(document, `${at}/parameters/${least}`, `is ${floor}, more than ${most}: ${ceiling}`)]
    : [];
}

const isAmount = (value: Parameter | undefined): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

/** What we would write ourselves and then refuse, or what would change nothing. */
function setAmiss(document: Document, at: string, rule: RuleId, written: Written): Fault[] {
  const sets = guardSets.find((one) => one.rule === rule);
  if (sets === undefined || written[sets.figure] === undefined) return [];
  const { figure, least, most } = sets;
  const amiss = (says: string, help: string): Fault[] => [
    faultAt(document, `${at}/${figure}`, `is ${String(written[figure])}, ${says}`, help),
  ];
  const {
    [figure]: amount = 0,
    [least]: floor = 0,
    [most]: ceiling = Infinity,
  } = parametersOf(rule, written);
  if (amount === 0) return amiss('which sets nothing', 'leave it out');
  if (written['ofPod'] === true)
    return amiss(
      'which is for each GPU, and ofPod: true',
      'name the rule twice: once with figures for the pod, once with what is set',
    );
  if (amount < floor) return amiss(`less than ${least}: ${String(written[least])}`, REFUSED);
  return amount > ceiling ? amiss(`more than ${most}: ${String(written[most])}`, REFUSED) : [];
}

const REFUSED = 'what is set would be found wanting by the same rule';

const noneOf = (document: Document, at: string, rule: RuleId, written: Written): Fault[] =>
  guardChoices
    .filter((choice) => choice.rule === rule && !choice.names.some((name) => name in written))
    .map(({ names }) =>
      faultAt(
        document,
        at,
        `needs ${names.map((name) => `parameters.${name}`).join(' or ')} for ${rule}`,
        'one of them is enough',
      ),
    );

interface NamedProducts {
  readonly rule: string;
  readonly pointer: string;
  readonly products: readonly string[];
}

/** The lists of products that a policy's guardrails are held to. */
export const namedProducts = ({ value }: Document<GpuPolicy>): NamedProducts[] =>
  value.spec.guards.flatMap(({ rule, parameters = {} }, i) =>
    Object.entries<Parameter>(parameters).flatMap(([name, products]) =>
      specsOf(rule)[name]?.kind === 'products' && typeof products === 'object'
        ? [{ rule, pointer: `/spec/guards/${i}/parameters${step(name)}`, products }]
        : [],
    ),
  );

/** What takes two documents to see: products that no catalogue has. */
export const parameterProducts = (document: Document<GpuPolicy>, catalogue: Catalogue): Fault[] =>
  namedProducts(document).flatMap(({ pointer, products }) =>
    products.flatMap((product, j) => productFault(document, `${pointer}/${j}`, product, catalogue)),
  );
