/**
 * A namespace that cannot be: its name is a DNS label (pkg/apis/core/validation ValidateNamespaceName), and text. No
 * quota and no policy is of such a one, so that whatever is judged in it would seem to be let in.
 */
import { member, type Raw } from '../../expand/raw.ts';
import type { Lint, OfObject } from './lint.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Of what makes pods: many other kinds lie in no namespace, and there nobody reads it. */
export const namespaceNames: OfObject = (object, pods) => {
  const name = member(object, 'metadata')['namespace'];
  const slip = pods.length === 0 || isNone(name) ? undefined : slipOf(name);
  return slip === undefined
    ? []
    : [{ rule: 'lint/namespace', level: 'error', pointer: '/metadata/namespace', ...slip }];
};

/** An empty one is what a template leaves that nobody filled in. */
const isNone = (name: Raw[string]): boolean => name === undefined || name === null || name === '';

function slipOf(name: unknown): Pick<Lint, 'says' | 'help'> | undefined {
  if (typeof name !== 'string')
    return {
      says: `is refused: its namespace is ${JSON.stringify(name)}, which is no text`,
      help: 'write the name of a namespace, in quotes where it looks like a number',
    };
  return LABEL.test(name)
    ? undefined
    : {
        says: `is refused: no namespace can be called ${JSON.stringify(name)}`,
        help: 'a name has lower-case letters, digits and dashes, 63 at most; without the key it is the namespace that is given to kubectl',
      };
}
