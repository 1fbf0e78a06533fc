/** Which namespaces the webhook is never sent, where that is not asked of a cluster. */
import { Option, type Command } from 'commander';
import { collect } from './values.ts';

export interface ExcludedTyped {
  readonly excludedNamespaces: readonly string[];
}

export const ofExcluded = (command: Command): void => {
  command.addOption(
    new Option(
      '--excluded-namespaces <name>',
      'whose pods the webhook is never sent, beside kube-system and tranche-system: they keep what they hold; repeatable',
    )
      .argParser(collect)
      .default([], 'none'),
  );
};
