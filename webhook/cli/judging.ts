/** By whose policies a report judges: the same words wherever somebody asks for one. */
import { Option, type Command } from 'commander';
import { collect } from './values.ts';

export const ofPolicies = (command: Command): Command =>
  command.addOption(
    new Option('--policies <path>', 'judge by these instead: file or directory; repeatable')
      .argParser(collect)
      .default([], "the cluster's, or where it has none policies/packs/starter"),
  );
