/** Results in the order of what they are of, with the next few begun meanwhile, and no more held than that. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for (const item of items) {
    begun.push(watched(work(item)));
    const first = begun.length > ahead ? begun.shift() : undefined;
    if (first) yield await first;
  }
  for (const rest of begun) yield await rest;
}

/** Nobody may be waiting yet when it fails, which is no reason to end the process. */
function watched<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
