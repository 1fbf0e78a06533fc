/** The span that is measured: what the server's process had used at its begin and at its end. */
import { cpuNanoseconds, memory } from '../proc.ts';
import { percentile } from '../statistics.ts';
import type { Measured } from './orders.ts';

export class Window {
  readonly #pid: number;
  readonly #latencies: number[] = [];
  #began = 0;
  #cpu = 0;
  #failed = 0;
  #fault = '';

  constructor(pid: number) {
    this.#pid = pid;
  }

  get isOpen(): boolean {
    return this.#began > 0;
  }

  open(): void {
    this.#cpu = cpuNanoseconds(this.#pid);
    this.#began = performance.now();
  }

  /** An answer that came before the window was opened is warming up; a failure counts at any time. */
  count(fault: string, milliseconds: number): void {
    if (fault !== '') {
      this.#failed += 1;
      if (this.#fault === '') this.#fault = fault;
    } else if (this.isOpen) this.#latencies.push(milliseconds);
  }

  close(): Measured {
    const seconds = (performance.now() - this.#began) / 1000;
    const nanoseconds = cpuNanoseconds(this.#pid) - this.#cpu;
    const sorted = Float64Array.from(this.#latencies).toSorted();
    return {
      kind: 'measured',
      answered: sorted.length,
      failed: this.#failed,
      fault: this.#fault,
      seconds,
      cpuMicroseconds: nanoseconds / 1000,
      rssMiB: memory(this.#pid).nowMiB,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      p999: percentile(sorted, 0.999),
    };
  }
}
