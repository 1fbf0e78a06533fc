/** Into a pod as it lies in YAML, which nobody has checked. */
export type Raw = Readonly<Record<string, unknown>>;

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const member = (value: unknown, key: string): unknown =>
  isRaw(value) ? value[key] : undefined;

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
