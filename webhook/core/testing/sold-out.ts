/** A small fleet of which any part can be gone: two slices, turns and whole cards. */
import { cards, mixed, shared } from './nodes.ts';

export const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';
export const LARGE = 'H100-80GB nvidia.com/mig-3g.40gb';
export const TURN = 'L4 nvidia.com/gpu.shared x4';
export const WHOLE = 'nvidia.com/gpu: 1';

const usedUp = (...pairs: [boolean, string, number][]) => ({
  used: Object.fromEntries(pairs.filter(([is]) => is).map(([, name, count]) => [name, count])),
});

/** One node of each kind; `taken` names what is sold out. */
export const fleet = (...gone: ('1g' | '3g' | 'turn' | 'card')[]) => {
  return [
    mixed(
      'mig',
      'h100',
      { '1g.10gb': 4, '3g.40gb': 1 },
      usedUp(
        [gone.includes('1g'), 'nvidia.com/mig-1g.10gb', 4],
        [gone.includes('3g'), 'nvidia.com/mig-3g.40gb', 1],
      ),
    ),
    shared(
      'l4',
      'l4',
      { replicas: 4, renamed: true, count: 1 },
      usedUp([gone.includes('turn'), 'nvidia.com/gpu.shared', 4]),
    ),
    cards('whole', 'h100', 8, usedUp([gone.includes('card'), 'nvidia.com/gpu', 8])),
  ];
};
