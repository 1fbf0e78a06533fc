/** Documents at the very edge of what may be said: both readers must take them. */
import type { Refused } from './refused-form.fixture.ts';
import type { Json } from './schema/forms.ts';

export type Accepted = Pick<Refused, 'name' | 'kind' | 'spec'> & { readonly called?: string };

const policy = (name: string, spec: Json, called = 'x'): Accepted => ({
  name,
  kind: 'GpuPolicy',
  spec,
  called,
});

const until = (expires: string): Accepted => ({
  name: `an exemption until ${expires}`,
  kind: 'GpuExemption',
  spec: {
    owner: 'team-speech',
    reason: 'a driver of its own',
    expires,
    rules: ['guard/privileged'],
    match: { namespaces: ['speech'] },
  },
});

const PREFIX = `${'a.'.repeat(126)}a`;

export const accepted: readonly Accepted[] = [
  policy('a name whose one part has 64 letters', {}, 'a'.repeat(64)),
  policy('a name of 253 letters', {}, 'a'.repeat(253)),
  policy('a name of many parts', {}, `0.${'a.'.repeat(100)}9-9`),
  policy('a prefix of 253 letters', {
    match: { podLabels: { [`${PREFIX}/team`]: 'speech' } },
    sharing: { tolerate: [`${PREFIX}/gpu`] },
  }),
  policy('whole at the end', { sharing: { ladder: { default: ['mig', 'whole'] } } }),
  policy('whole alone, and no rung at all', {
    sharing: { ladder: { batch: ['whole'], build: [] } },
  }),
  policy('a rung of a scheduler that is named', {
    sharing: { ladder: { serving: ['fraction'] }, fraction: { engine: 'hami' } },
  }),
  policy('a floor of memory that is its ceiling in other words', {
    guards: [
      {
        rule: 'guard/memory',
        severity: 'warn',
        parameters: { leastMemory: '1024Mi', mostMemory: '1Gi' },
      },
    ],
  }),
  policy('the highest priority', { priority: Number.MAX_SAFE_INTEGER }),
  policy('the lowest priority', { priority: -Number.MAX_SAFE_INTEGER }),
  until('2000-01-01T00:00:00Z'),
  until('2026-12-31T23:59:59.123456789+23:59'),
  until('9999-12-31T23:59:59Z'),
];
