/** What an expression did wrong, of which `||`, `exists` and their like may make nothing. */
export class Wrong extends Error {}

export const noOverload = (what: string): Wrong => new Wrong(`no such overload: ${what}`);
