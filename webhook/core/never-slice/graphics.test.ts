import { served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import * as rules from './graphics.ts';
import { showsSigns } from '../testing/signs.contract.ts';

const table: readonly Sign[] = [
  {
    rule: 'never/graphics',
    name: 'a renderer',
    pod: served(env('NVIDIA_DRIVER_CAPABILITIES', 'compute,graphics')),
    want: 'container server wants the driver capability graphics',
    lookalikes: {
      'everything, which most images say without a thought': served(
        env('NVIDIA_DRIVER_CAPABILITIES', 'all'),
      ),
      'video, which a slice with a decoder has': served(
        env('NVIDIA_DRIVER_CAPABILITIES', 'compute,video'),
      ),
    },
  },
  {
    rule: 'never/graphics',
    name: 'drawing without a display',
    pod: served(env('PYOPENGL_PLATFORM', 'egl')),
    want: 'container server sets PYOPENGL_PLATFORM=egl',
    lookalikes: {
      'drawing in memory': served(env('PYOPENGL_PLATFORM', 'osmesa')),
      'a display, which may be one in memory': served(env('DISPLAY', ':99')),
    },
  },
  {
    rule: 'never/graphics',
    name: 'drawing on the GPU, but to a display',
    pod: served(env('QT_XCB_GL_INTEGRATION', 'xcb_egl')),
    want: 'container server sets QT_XCB_GL_INTEGRATION=xcb_egl',
    lookalikes: {
      'drawing by GLX': served(env('QT_XCB_GL_INTEGRATION', 'xcb_glx')),
      'another variable': served(env('MY_GL', 'xcb_egl')),
    },
  },
  {
    rule: 'never/graphics',
    name: 'an X server',
    pod: served({ command: ['bash', '-c', 'Xorg :1 & ./game'] }),
    want: 'container server runs Xorg',
    lookalikes: {
      'one in memory': served({ command: ['xvfb-run', '-a', './game'] }),
      'an image that is named after one': served({ image: 'ghcr.io/acme/xorg-docs:1' }),
    },
  },
];

showsSigns('rendering', table, Object.values(rules));
