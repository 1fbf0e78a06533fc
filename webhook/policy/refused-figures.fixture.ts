/** Guardrails whose figures are missing, or contradict each other. */
import type { Refused } from './refused-form.fixture.ts';
import type { Json } from './schema/forms.ts';

const guard = (rule: string, parameters?: Json): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuPolicy',
  spec: {
    guards: [{ rule, severity: 'warn', ...(parameters === undefined ? {} : { parameters }) }],
  },
});

export const figures: readonly Refused[] = [
  {
    name: 'a rule about cores without a figure',
    ...guard('guard/cpu'),
    says: '/spec/guards/0 needs parameters.leastCores or parameters.mostCores for guard/cpu',
    help: 'one of them is enough',
  },
  {
    name: 'a rule about storage that only says for whom',
    ...guard('guard/ephemeral-storage', { ofPod: true }),
    says: '/spec/guards/0 needs parameters.leastStorage or parameters.mostStorage for guard/ephemeral-storage',
    help: 'one of them is enough',
  },
  {
    name: 'a floor of cores above their ceiling',
    ...guard('guard/cpu', { leastCores: 4, mostCores: 2.5 }),
    says: '/spec/guards/0/parameters/leastCores is 4, more than mostCores: 2.5',
  },
  {
    name: 'a floor of memory above its ceiling',
    ...guard('guard/memory', { leastMemory: '1025Mi', mostMemory: '1Gi' }),
    says: '/spec/guards/0/parameters/leastMemory is 1025Mi, more than mostMemory: 1Gi',
  },
  {
    name: 'a factor that would ask for less than what is loaded',
    ...guard('guard/memory', { weightsFactor: 0.9 }),
    says: '/spec/guards/0/parameters/weightsFactor must be at least 1, got the number 0.9',
  },
  {
    name: 'a ratio below which it would be cheaper',
    ...guard('guard/over-classed', { timesDearer: 0.5 }),
    says: '/spec/guards/0/parameters/timesDearer must be at least 1, got the number 0.5',
  },
];
