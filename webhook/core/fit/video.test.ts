import { describe, expect, test } from '@jest/globals';
import { gpuAsks } from '../asks.ts';
import type { Container } from '../pod.ts';
import { slotsOf } from './slots.ts';
import { served } from '../testing/pods.ts';
import { env } from '../testing/signs.ts';
import { wantsVideo } from './video.ts';

const CAPABILITIES = 'NVIDIA_DRIVER_CAPABILITIES';
const run = (...command: string[]): Partial<Container> => ({ command });

const table: { name: string; parts: Partial<Container>; want: string | undefined }[] = [
  {
    name: 'who says so',
    parts: env(CAPABILITIES, 'compute,video'),
    want: 'wants the video capability',
  },
  {
    name: 'who says so with a blank',
    parts: env(CAPABILITIES, 'compute, video'),
    want: 'wants the video capability',
  },
  {
    name: 'not who wants all, as most images do',
    parts: env(CAPABILITIES, 'all'),
    want: undefined,
  },
  {
    name: 'not who takes it back',
    parts: { env: [...env(CAPABILITIES, 'video').env, ...env(CAPABILITIES, 'compute').env] },
    want: undefined,
  },
  { name: 'not who wants videos of another', parts: env('VIDEO', 'video'), want: undefined },
  {
    name: 'FFmpeg on the card',
    parts: run('ffmpeg', '-hwaccel', 'cuda', '-i', 'a.mp4', 'b.mp4'),
    want: 'uses -hwaccel cuda',
  },
  {
    name: 'FFmpeg by a decoder of the card',
    parts: run('bash', '-c', 'for f in *; do ffmpeg -c:v h264_cuvid -i $f $f.png; done'),
    want: 'uses h264_cuvid',
  },
  {
    name: 'FFmpeg by an encoder of the card, since where it has one the two come together',
    parts: run('ffmpeg', '-i', 'a.mp4', '-c:v', 'hevc_nvenc', 'b.mp4'),
    want: 'uses hevc_nvenc',
  },
  {
    name: 'not FFmpeg on the CPU',
    parts: run('ffmpeg', '-hwaccel', 'none', '-i', 'a.mp4', '-c:v', 'libx264', 'b.mp4'),
    want: undefined,
  },
  {
    name: 'GStreamer',
    parts: run('gst-launch-1.0', 'filesrc', '!', 'nvh264dec', '!', 'fakesink'),
    want: 'uses nvh264dec',
  },
  {
    name: 'DeepStream by its image',
    parts: { image: 'nvcr.io/nvidia/deepstream:7.1-samples-multiarch' },
    want: 'runs the image nvcr.io/nvidia/deepstream',
  },
  {
    name: 'DeepStream by its program',
    parts: run('/opt/bin/deepstream-app', '-c', 'app.txt'),
    want: 'runs deepstream-app',
  },
  {
    name: 'not who reads of it',
    parts: run('python', 'summary.py', '/docs/deepstream', '--of=nvdec', 'my_nvdec_notes.md'),
    want: undefined,
  },
  { name: 'not a model', parts: run('vllm', 'serve', 'q'), want: undefined },
];

describe('video is decoded by', () => {
  test.each(table)('$name', ({ parts, want }) => {
    const [slot] = slotsOf(gpuAsks(served(parts)));
    expect(slot && wantsVideo(slot)).toBe(want);
  });
});
