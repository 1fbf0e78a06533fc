/** JSON as Prettier prints it, so that a generated file passes the same check as a written one. */
const WIDTH = 100;

export const printed = (value: unknown): string => `${print(value, { depth: 0, taken: 0 })}\n`;

interface Place {
  readonly depth: number;
  /** Columns the key before and the comma behind take of the line. */
  readonly taken: number;
}

function print(value: unknown, { depth, taken }: Place): string {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => print(part, { depth: depth + 1, taken: 0 }));
    const line = `[${parts.join(', ')}]`;
    const fits = depth * 2 + taken + line.length <= WIDTH && !line.includes('\n');
    return fits ? line : block('[', parts, ']', depth);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value);
  const parts = fields.map(([name, part], i) => {
    const key = `${JSON.stringify(name)}: `;
    const comma = i < fields.length - 1 ? 1 : 0;
    return key + print(part, { depth: depth + 1, taken: key.length + comma });
  });
  return block('{', parts, '}', depth);
}

function block(open: string, parts: readonly string[], close: string, depth: number): string {
  if (parts.length === 0) return open + close;
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${parts.map((part) => indent + part).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}
