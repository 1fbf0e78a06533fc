import { describe, expect, test } from '@jest/globals';
import { bytesOf, tooManyBytes } from './bytes.ts';

describe('bytes as vLLM reads them', () => {
  const table: { name: string; text: string; want: number | 'unreadable' }[] = [
    { name: 'a plain number', text: '1073741824', want: 1_073_741_824 },
    { name: 'small letters are decimal', text: '25.6k', want: 25_600 },
    { name: 'capitals are binary', text: '60G', want: 60 * 1024 ** 3 },
    { name: 'a terabyte of each', text: '1t', want: 1e12 },
    { name: 'blanks around it', text: ' 1K ', want: 1024 },
    { name: 'capitals take whole numbers', text: '1.5G', want: 'unreadable' },
    { name: 'as do bytes', text: '1.5', want: 'unreadable' },
    { name: 'a suffix of Kubernetes', text: '1Gi', want: 'unreadable' },
    { name: 'a negative number', text: '-1', want: 'unreadable' },
    { name: 'nothing', text: '', want: 'unreadable' },
    { name: 'a variable', text: '$(KV)', want: 'unreadable' },
  ];
  test.each(table)('$name: $text', ({ text, want }) => {
    expect(bytesOf(text)).toBe(want);
  });

  test('the last that just fits is not too many', () => {
    expect(tooManyBytes(['1M', '2M'], 2)).toBeUndefined();
    expect(tooManyBytes(['1M', '2097153'], 2)).toBe('2097153');
  });
});
