/** Exemptions that would hold for everybody, for everything, for good, or on nobody's word. */
import { guardRules } from './guard-rules.ts';
import { suggestion } from '../core/nearest.ts';
import type { Refused } from './refused-form.fixture.ts';
import type { Json } from './schema/forms.ts';

const exemption = (part: Json, match: Json = { namespaces: ['speech'] }) => ({
  kind: 'GpuExemption' as const,
  spec: {
    owner: 'team-speech',
    reason: 'a driver of its own',
    expires: '2026-12-31T00:00:00Z',
    rules: ['guard/privileged'],
    match,
    ...part,
  },
});
const EXEMPTIBLE =
  'must be the id of a guardrail, or guard/* (quotas, and what is never sliced, know no exemption)';
const THERE_ARE = suggestion('', ['guard/*', ...guardRules], 'there are');

export const exemptions: readonly Refused[] = [
  {
    name: 'an exemption from the quota',
    ...exemption({ rules: ['quota/team'] }),
    says: `/spec/rules/0 ${EXEMPTIBLE}, got "quota/team"`,
    help: THERE_ARE,
  },
  {
    name: 'an exemption from what is never sliced',
    ...exemption({ rules: ['guard/privileged', 'never/privileged'] }),
    says: `/spec/rules/1 ${EXEMPTIBLE}, got "never/privileged"`,
    help: 'did you mean guard/privileged?',
  },
  {
    name: 'an exemption from everything',
    ...exemption({ rules: ['*'] }),
    says: `/spec/rules/0 ${EXEMPTIBLE}, got "*"`,
    help: THERE_ARE,
  },
  {
    name: 'an exemption from nothing',
    ...exemption({ rules: [] }),
    says: '/spec/rules must have at least 1 entry, has 0',
  },
  {
    name: 'an exemption of nobody',
    ...exemption({ owner: '' }),
    says: '/spec/owner must not be empty',
  },
  {
    name: 'an exemption without a reason',
    ...exemption({ reason: '' }),
    says: '/spec/reason must not be empty',
  },
  {
    name: 'an exemption for good',
    ...exemption({ expires: 'never' }),
    says: '/spec/expires must be a time such as 2026-11-21T09:30:00Z, got "never"',
  },
  {
    name: 'an exemption until a day that never comes',
    ...exemption({ expires: '2026-11-31T00:00:00Z' }),
    says: '/spec/expires must be a time that exists, got 2026-11-31T00:00:00Z',
  },
  {
    name: 'an exemption that ended before there were GPUs in clusters',
    ...exemption({ expires: '1999-01-01T00:00:00Z' }),
    says: '/spec/expires must be of the years 2000 to 9999 in UTC, got 1999-01-01T00:00:00Z',
  },
  {
    name: 'an exemption until a year that is none',
    ...exemption({ expires: '0000-01-01T00:00:00Z' }),
    says: '/spec/expires must be of the years 2000 to 9999 in UTC, got 0000-01-01T00:00:00Z',
  },
  {
    name: 'an exemption that its offset carries over the end',
    ...exemption({ expires: '9999-12-31T23:59:59-05:00' }),
    says: '/spec/expires must be of the years 2000 to 9999 in UTC, got 9999-12-31T23:59:59-05:00',
  },
  ...['+24:00', '+23:60', '-99:00'].map((offset) => ({
    name: `an exemption in a zone of ${offset}`,
    ...exemption({ expires: `2026-12-31T00:00:00${offset}` }),
    says: `/spec/expires must be a time such as 2026-11-21T09:30:00Z, got "2026-12-31T00:00:00${offset}"`,
  })),
  {
    name: 'an exemption for every namespace',
    ...exemption({}, { namespaces: ['*'] }),
    says: '/spec/match/namespaces/0 must be a namespace name, in which * may stand for any letters, and not for all, got "*"',
    help: 'what holds everywhere is for the policy to say that names the rule',
  },
  {
    name: 'an exemption for no namespace',
    ...exemption({}, { namespaces: [] }),
    says: '/spec/match/namespaces must have at least 1 entry, has 0',
  },
  {
    name: 'an exemption for a label that none can have',
    ...exemption({}, { namespaces: ['speech'], podLabels: { 'a b': 'c' } }),
    says: '/spec/match/podLabels/a b must be the key of a label, such as example.com/pool',
  },
];
