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
    says: '/spec/guards/0 needs parameters.leastCores or parameters.mostCores or parameters.setCores for guard/cpu',
    help: 'one of them is enough',
  },
  {
    name: 'a rule about storage that only says for whom',
    ...guard('guard/ephemeral-storage', { ofPod: true }),
    says: '/spec/guards/0 needs parameters.leastStorage or parameters.mostStorage or parameters.setStorage for guard/ephemeral-storage',
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
    name: 'cores that are set and are fewer than what the rule asks for',
    ...guard('guard/cpu', { leastCores: 4, setCores: 2.5 }),
    says: '/spec/guards/0/parameters/setCores is 2.5, less than leastCores: 4',
    help: 'what is set would be found wanting by the same rule',
  },
  {
    name: 'cores that are set and are more than what the rule lets in',
    ...guard('guard/cpu', { mostCores: 4, setCores: 6 }),
    says: '/spec/guards/0/parameters/setCores is 6, more than mostCores: 4',
    help: 'what is set would be found wanting by the same rule',
  },
  {
    name: 'no cores that are set',
    ...guard('guard/cpu', { setCores: 0 }),
    says: '/spec/guards/0/parameters/setCores must be at least 0.001, got the number 0',
  },
  {
    name: 'memory that is set and is less than what the rule asks for',
    ...guard('guard/memory', { leastMemory: '1025Mi', setMemory: '1Gi' }),
    says: '/spec/guards/0/parameters/setMemory is 1Gi, less than leastMemory: 1025Mi',
    help: 'what is set would be found wanting by the same rule',
  },
  {
    name: 'memory that is set and is no amount',
    ...guard('guard/memory', { setMemory: 'plenty' }),
    says: '/spec/guards/0/parameters/setMemory must be an amount of memory with its unit, such as 4Gi, got "plenty"',
  },
  {
    name: 'disk that is set and is nothing',
    ...guard('guard/ephemeral-storage', { setStorage: '0Gi' }),
    says: '/spec/guards/0/parameters/setStorage is 0Gi, which sets nothing',
    help: 'leave it out',
  },
  {
    name: 'memory that is set for each GPU, and for the pod',
    ...guard('guard/memory', { setMemory: '16Gi', ofPod: true }),
    says: '/spec/guards/0/parameters/setMemory is 16Gi, which is for each GPU, and ofPod: true',
    help: 'name the rule twice: once with figures for the pod, once with what is set',
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
