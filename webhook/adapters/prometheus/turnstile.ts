/** So many at once and no more; the others wait in the order in which they came. */
export function turnstile(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside >= most) await new Promise<void>((enter) => waiting.push(enter));
    else inside += 1;
    try {
      return await work();
    } finally {
      // A place is handed on as it is, so that nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
