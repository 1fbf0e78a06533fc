import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readText } from './read.ts';
import { renderFault, renderFaults } from './render.ts';

const at = { file: 'p.yaml', pointer: '/spec/mode', says: 'must be one of observe, warn, enforce' };

describe('a fault is shown with the line it stands on', () => {
  test('a caret under the culprit, and what would help', () => {
    const text = 'kind: GpuPolicy\nspec:\n  mode: enforced # for now\n';
    expect(
      renderFault({ ...at, line: 3, column: 9, help: 'did you mean enforce?' }, () => text),
    ).toBe(
      [
        'p.yaml:3:9: /spec/mode must be one of observe, warn, enforce',
        '  3 |   mode: enforced # for now',
        '    |         ^^^^^^^^',
        '  help: did you mean enforce?',
      ].join('\n'),
    );
  });

  test('without the text, the place and the sentence remain', () => {
    expect(renderFault({ ...at, line: 3, column: 9 }, () => undefined)).toBe(
      'p.yaml:3:9: /spec/mode must be one of observe, warn, enforce',
    );
  });

  test('an object of the cluster has no line', () => {
    const fault = { ...at, file: 'cluster GpuPolicy p', line: 0, column: 0 };
    expect(renderFault(fault, () => 'x')).toBe(
      'cluster GpuPolicy p: /spec/mode must be one of observe, warn, enforce',
    );
  });

  test('a long line is cut around the culprit', () => {
    const text = `${'a'.repeat(500)} bad ${'b'.repeat(500)}`;
    const [, line = '', caret = ''] = renderFault(
      { ...at, line: 1, column: 502 },
      () => text,
    ).split('\n');
    expect(line.length).toBeLessThan(120);
    expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('bad');
  });

  test('nothing in a file can move the cursor of whoever reads about it', () => {
    const text = 'mode: "\u001b[2Jx"\n';
    expect(renderFault({ ...at, line: 1, column: 7 }, () => text)).not.toContain('\u001b');
  });

  test('tabs stand under tabs', () => {
    const shown = renderFault({ ...at, line: 1, column: 4 }, () => '\t\t x');
    expect(shown.split('\n')[2]).toBe('    | \t\t ^');
  });

  test('all faults of a file, word for word what the README quotes', () => {
    const text =
      'apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: {name: p}\nspec:\n  mode: enforced\n';
    const { faults } = readText('policy.yaml', text);
    const page = readFileSync(new URL('../../policies/README.md', import.meta.url), 'utf8');
    expect(page).toContain(`\`\`\`text\n${renderFaults(faults, () => text)}\n\`\`\``);
    expect(faults).toHaveLength(1);
  });
});
