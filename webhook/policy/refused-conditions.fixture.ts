/** Conditions that no policy may have: what is no question, what would cost without end, what would run code. */
import type { Refused } from './refused-form.fixture.ts';
import type { Json } from './schema/forms.ts';

const asking = (...conditions: Json[]): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuPolicy',
  spec: { match: { conditions } },
});
const cel = (text: string) => asking({ name: 'a', cel: text });
const path = (text: string, more: Json = {}) => asking({ name: 'a', jsonPath: text, ...more });
/** The API server reads the CEL of its own rules, and takes CEL within a text for a text. */
const TEXT = 'an expression is a text to the API server';
const AT = '/spec/match/conditions/0';
const PATH = "a path is made of .name, ['a.b/c'], [0], [*] and one ..name";

export const inConditions: readonly Refused[] = [
  {
    name: 'a condition that asks nothing',
    ...asking({ name: 'a' }),
    says: `${AT} must have either cel or jsonPath`,
  },
  {
    name: 'a condition that asks twice',
    ...asking({ name: 'a', cel: 'true', jsonPath: '$.spec' }),
    says: `${AT} must have either cel or jsonPath`,
  },
  {
    name: 'values beside an expression',
    ...asking({ name: 'a', cel: 'true', values: ['b'] }),
    says: `${AT}/values are compared with what a jsonPath finds`,
  },
  {
    name: 'two conditions of one name',
    ...asking({ name: 'a', cel: 'true' }, { name: 'a', cel: 'false' }),
    says: '/spec/match/conditions/1/name is a, and another has that name',
  },
  {
    name: 'an expression longer than a page',
    ...cel(`true${' || true'.repeat(200)}`),
    says: `${AT}/cel may have 1024 letters, has 1604`,
  },
  {
    name: 'a regular expression',
    ...cel('object.metadata.name.matches("(a+)+$")'),
    says: `${AT}/cel asks for a regular expression, and they are not asked`,
    help: 'write startsWith, endsWith, contains or ==; match.images and values take globs',
    byUs: TEXT,
  },
  {
    name: 'loops in loops in loops',
    ...cel('object.a.all(a, a.all(b, b.all(c, c)))'),
    says: `${AT}/cel holds more than 2 loops, one in the other`,
    byUs: TEXT,
  },
  {
    name: 'an expression of nobody’s',
    ...cel('pod.spec.priority > 3'),
    says: `${AT}/cel is no CEL: Unknown variable: pod`,
    help: 'there are object (the pod), namespaceLabels, owner.kind and owner.name',
    byUs: TEXT,
  },
  {
    name: 'an expression that is no question',
    ...cel('size(object.spec.containers)'),
    says: `${AT}/cel must be true or false, and is of type int`,
    byUs: TEXT,
  },
  {
    name: 'a path with a filter',
    ...path('$.spec.containers[?(@.image)]'),
    says: `${AT}/jsonPath holds a filter or a script, and no policy runs code`,
    help: 'say it in cel instead',
  },
  {
    name: 'a path that is left open',
    ...path('$.spec.containers['),
    says: `${AT}/jsonPath cannot go on with [`,
    help: PATH,
  },
  {
    name: 'a path that climbs',
    ...path('$.spec^'),
    says: `${AT}/jsonPath cannot go on with ^`,
    help: PATH,
  },
  {
    name: 'a path that descends twice',
    ...path('$..spec..name'),
    says: `${AT}/jsonPath descends twice, which would look at each field over and over`,
    help: PATH,
  },
  {
    name: 'conditions on pods that it names',
    kind: 'GpuPolicy',
    spec: { identity: ['app'], match: { conditions: [{ name: 'a', cel: 'true' }] } },
    says: '/spec/match/conditions cannot be asked for by a policy that gives an identity (app)',
    help: 'make it two policies',
  },
  {
    name: 'images of pods that it names',
    kind: 'GpuPolicy',
    spec: { identity: ['app'], match: { images: ['*/vllm*'] } },
    says: '/spec/match/images cannot be asked for by a policy that gives an identity (app)',
    help: 'make it two policies',
  },
];
