import { expect, test } from '@jest/globals';
import { report } from '../report.fixture.ts';
import { outputs } from './all.ts';
import { wishes } from './golden.contract.ts';

test.each(Object.entries(outputs))(
  '%s is found, ends its last line and is the same twice',
  async (_, load) => {
    const { render } = await load();
    const text = render(report, wishes);
    expect(text.endsWith('\n')).toBe(true);
    expect(render(report, wishes)).toBe(text);
  },
);
