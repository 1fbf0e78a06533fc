/** Where what became of a pod is not what its case says. */
import { parts, type Difference } from './parts.ts';
import { step } from '../../policy/documents.ts';
import type { Had } from './had.ts';
import type { Expect } from './suites.ts';

export type { Difference };

export const differencesOf = (expect: Expect, had: Had): Difference[] => [
  ...PLAIN.flatMap((field) => plain(field, expect[field], had[field])),
  ...claimed(expect, had),
  ...ruled(expect, had),
  ...limited(expect, had),
  ...pinned(expect, had),
  ...parts(expect.stored, had.stored, '/stored'),
  ...said(expect, had),
  ...warned(expect, had),
];

const PLAIN = [
  'verdict',
  'inForce',
  'mode',
  'class',
  'policy',
  'team',
  'because',
  'admitted',
] as const;

type Plain = string | number | boolean;

const plain = (field: string, wanted: Plain | undefined, is: Plain): Difference[] =>
  wanted === undefined || wanted === is
    ? []
    : [{ pointer: `/${field}`, expected: String(wanted), had: String(is) }];

const claimed = ({ claim = {} }: Expect, had: Had): Difference[] =>
  (['milliGPU', 'MiB'] as const).flatMap((unit) =>
    plain(`claim/${unit}`, claim[unit], had.claim[unit]),
  );

const ruled = ({ rules = {} }: Expect, had: Had): Difference[] =>
  Object.entries(rules).flatMap(([id, outcome]) =>
    plain(`rules${step(id)}`, outcome, had.rules.get(id) ?? 'unasked').map((difference) => ({
      ...difference,
      beside: whoSpoke(had),
    })),
  );

/** It may be by another rule that the pod came to what it came to; each with what it says, a line each. */
function whoSpoke({ rules, sentences }: Had): string {
  const spoke = [...rules].filter(([, outcome]) => outcome !== 'pass');
  const told = spoke.map(([id, outcome]) => `${id}: ${outcome}`).join(', ');
  const said = sentences.filter((sentence) => spoke.some(([id]) => sentence.startsWith(`${id}: `)));
  return [`rules that spoke: ${told || 'none'}`, ...said.map((line) => `  ${line}`)].join('\n');
}

type Limits = Readonly<Record<string, string | number>>;

function limited({ resources = {} }: Expect, had: Had): Difference[] {
  return Object.entries(resources).flatMap(([container, wanted]) => {
    const pointer = `/resources${step(container)}`;
    const limits = had.resources.get(container);
    if (limits === undefined) {
      const names = [...had.resources.keys()].join(', ');
      return [{ pointer, expected: `a container ${container}`, had: names }];
    }
    const seen = Object.fromEntries(
      Object.entries(limits).filter(([name]) => name.includes('/') || name in wanted),
    );
    const [expected, is] = [shown(wanted), shown(seen)];
    return expected === is ? [] : [{ pointer, expected, had: is }];
  });
}

function shown(limits: Limits): string {
  const lines = Object.entries(limits).map(([name, count]) => `${name}: ${count}`);
  return lines.length === 0 ? 'none' : lines.toSorted().join(', ');
}

const pinned = ({ pins = {} }: Expect, had: Had): Difference[] =>
  Object.entries(pins).flatMap(([label, values]) =>
    plain(
      `pins${step(label)}`,
      values.toSorted().join(', ') || 'any value',
      had.pins.get(label)?.join(', ') ?? 'any value',
    ),
  );

const said = ({ says = [] }: Expect, { sentences }: Had): Difference[] =>
  says.flatMap((part, i) =>
    sentences.some((sentence) => sentence.includes(part))
      ? []
      : [
          {
            pointer: `/says/${i}`,
            expected: `… ${part} …`,
            had: sentences.join('\n') || 'nothing',
          },
        ],
  );

/** Each line is spoken for by one part at least, and each part has its line. */
function warned({ warnings }: Expect, had: Had): Difference[] {
  if (warnings === undefined) return [];
  const lines = had.warnings.join('\n') || 'no warning';
  const unheard = warnings.flatMap((part, i) =>
    had.warnings.some((line) => line.includes(part))
      ? []
      : [{ pointer: `/warnings/${i}`, expected: `… ${part} …`, had: lines }],
  );
  if (unheard.length > 0) return unheard;
  const more = had.warnings.filter((line) => !warnings.some((part) => line.includes(part)));
  return more.length === 0
    ? []
    : [{ pointer: '/warnings', expected: 'no other warning', had: more.join('\n') }];
}
