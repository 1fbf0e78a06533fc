/** What a suite found in numbers: told to whoever watches, and kept where `make proof` asks for it. */
import { appendFileSync } from 'node:fs';

export function tell(figure: string): void {
  process.stderr.write(`${figure}\n`);
  const kept = process.env['PROOF_FIGURES'];
  if (kept !== undefined) appendFileSync(kept, `${figure}\n`);
}
