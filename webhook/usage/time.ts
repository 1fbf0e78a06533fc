/** Of seconds since the epoch, RFC 3339; what has no part of a second shows none. */
export const timeOf = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000', '');
