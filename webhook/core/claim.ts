/** What a pod holds, in thousandths of a GPU and MiB of its memory: the one currency. */
export interface Claim {
  readonly milliGPU: number;
  readonly MiB: number;
}

export const nothing: Claim = { milliGPU: 0, MiB: 0 };

export const plus = (a: Claim, b: Claim): Claim => ({
  milliGPU: a.milliGPU + b.milliGPU,
  MiB: a.MiB + b.MiB,
});

export const times = (claim: Claim, count: number): Claim => ({
  milliGPU: claim.milliGPU * count,
  MiB: claim.MiB * count,
});

export const same = (a: Claim, b: Claim): boolean => a.milliGPU === b.milliGPU && a.MiB === b.MiB;

/** The dearer of two in each part, so that an unpinned pod never costs less than what it takes. */
export const dearer = (a: Claim, b: Claim): Claim => ({
  milliGPU: Math.max(a.milliGPU, b.milliGPU),
  MiB: Math.max(a.MiB, b.MiB),
});

export interface Limits {
  readonly milliGPU?: number;
  readonly MiB?: number;
}

/** Whether `asked` fits on top of `used`. Every ledger compares and adds through this one function. */
export const fits = (used: Claim, asked: Claim, limits: Limits): boolean =>
  used.milliGPU + asked.milliGPU <= (limits.milliGPU ?? Infinity) &&
  used.MiB + asked.MiB <= (limits.MiB ?? Infinity);
