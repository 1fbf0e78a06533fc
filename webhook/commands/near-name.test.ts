import { expect, test } from '@jest/globals';
import { nearName } from './near-name.ts';

test.each([
  ['whisper', 'wisper', 'a letter is missing'],
  ['whisper', 'whispper', 'a letter is twice'],
  ['whisper', 'whisepr', 'two have changed their places'],
  ['speech-whisper', 'speech-whisker', 'a letter of one word is another'],
  ['demo-whisper', 'whisper', 'a release stands before it'],
  ['whisper', 'whisper-v2', 'a version stands behind it'],
])('%s is meant by %s: %s', (name, other) => {
  expect(nearName(name, ['gateway', other])).toBe(other);
});

test.each([
  ['jupyter-grace', 'jupyter-ada'],
  ['qwen-router', 'qwen-coder'],
  ['asr-1', 'asr-2'],
  ['llama', 'gateway'],
])('%s is another than %s', (name, other) => {
  expect(nearName(name, [name, other])).toBeUndefined();
});

test('of several the one with the fewest words beside it is meant', () => {
  expect(nearName('llm', ['llm-chat-v2', 'llm-v2'])).toBe('llm-v2');
});
