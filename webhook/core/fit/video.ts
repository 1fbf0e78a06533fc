/**
 * Whether a container decodes video, which an A100 and an A30 cannot do on their smallest instances.
 * `NVIDIA_DRIVER_CAPABILITIES=all` says nothing of it, since most images do. Encoders count as well:
 * where a card has them, an instance without decoders has none either (an A100 and an H100 never do).
 */
import { base, option, programOf } from '../words/command-line.ts';
import { capabilities } from '../products/driver.ts';
import { spoken } from '../never-slice/spoken.ts';
import type { Container } from '../pod.ts';
import { imageOf } from '../identity/revision.ts';
import type { Slot } from './slots.ts';
import { variables } from '../words/variables.ts';

/** In words, e.g. `wants the video capability`. */
export function wantsVideo({ seats }: Slot): string | undefined {
  for (const { container } of seats) {
    const wanted = wants(container);
    if (wanted !== undefined) return wanted;
  }
  return undefined;
}

function wants(container: Container): string | undefined {
  for (const one of variables(container))
    if (capabilities(one).includes('video')) return 'wants the video capability';
  const run = spoken(container);
  const program = programOf(run, (name) => name.startsWith(`${DEEPSTREAM}-`));
  if (program !== undefined) return `runs ${program}`;
  const { repository } = imageOf(container.image ?? '');
  if (base(repository).startsWith(DEEPSTREAM)) return `runs the image ${repository}`;
  const codec = run.find((word) => CODEC.test(word));
  if (codec !== undefined) return `uses ${codec}`;
  const by = option(run, ['-hwaccel', '--hwaccel']) ?? '';
  return HARDWARE.includes(by) ? `uses -hwaccel ${by}` : undefined;
}

/** NVIDIA's toolkit for cameras. */
const DEEPSTREAM = 'deepstream';

/** Of FFmpeg (`h264_cuvid`) and of GStreamer (`nvh264dec`, `nvv4l2decoder`). */
const CODEC =
  /^(?:(?:av1|h26[345]|hevc|mjpeg|mpeg\d|vc1|vp[89])_(?:cuvid|nvdec|nvenc)|nv(?:av1|h26[45]|jpeg|mpeg\w*|vp[89])(?:dec|enc)|nvv4l2\w*(?:de|en)coder|nvdec|nvurisrcbin)$/;
const HARDWARE = ['cuda', 'cuvid', 'nvdec'];
