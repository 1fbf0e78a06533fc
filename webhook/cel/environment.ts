/** Where expressions of policies are asked: the variables they know, and how much may be written. */
import { Environment } from '@marcbachmann/cel-js';
import { expressionsIn, type Ready } from './expression.ts';
import { withKubernetes } from './kubernetes.ts';

/** An expression that fills a line of a review three times over has some fifty nodes. */
const LIMITS = {
  maxAstNodes: 300,
  maxDepth: 40,
  maxListElements: 100,
  maxMapEntries: 50,
  maxCallArguments: 8,
};

/** Name to type, as `map<string, string>`. */
export function asking(variables: Readonly<Record<string, string>>): (text: string) => Ready {
  const environment = withKubernetes(
    new Environment({ limits: LIMITS, enableOptionalTypes: true }),
  );
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
  return expressionsIn(environment);
}
