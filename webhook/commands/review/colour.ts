/** Whether what is written is coloured. */

export const COLOURS = ['auto', 'always', 'never'] as const;
export type Colour = (typeof COLOURS)[number];

export function colourIn(asked: Colour, where: NodeJS.WriteStream | 'a file'): boolean {
  if (asked !== 'auto') return asked === 'always';
  return where !== 'a file' && where.isTTY && (process.env['NO_COLOR'] ?? '') === '';
}
