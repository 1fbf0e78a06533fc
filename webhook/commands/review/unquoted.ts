/** Text that YAML takes for something else unless it is quoted, which nobody sees who reads the file. */

export function unquoted(says: string): { readonly help?: string } {
  const [, got = ''] = /must be a string, got a (boolean|number)$/.exec(says) ?? [];
  const help = HELP[got];
  return help === undefined ? {} : { help };
}

const HELP: Readonly<Record<string, string>> = {
  boolean:
    'put it in quotes: kubectl reads YAML 1.1, where y, n, yes, no, on and off without them are true and false',
  number: 'put it in quotes',
};
