/** A Kubernetes quantity as a number: exact enough for the few that the downward API divides. */
const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

export function quantity(text: string): number {
  const [, digits = '', suffix = ''] = /^([\d.]+(?:e\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = factors[suffix];
  if (digits === '' || factor === undefined) throw new Error(`"${text}" is no quantity`);
  return Number(digits) * factor;
}
