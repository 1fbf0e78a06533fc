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
  {
    rule: 'never/graphics',
    name: 'a renderer, with a blank in its list',
    pod: served(env('NVIDIA_DRIVER_CAPABILITIES', 'compute, graphics')),
    want: 'container server wants the driver capability graphics',
    lookalikes: {
      'a list of others with blanks': served(
        env('NVIDIA_DRIVER_CAPABILITIES', 'compute, utility, video'),
      ),
      'one that is taken back': served({
        env: [
          { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'graphics' },
          { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute' },
        ],
      }),
    },
  },
  {
    rule: 'never/graphics',
    name: 'what only a ConfigMap knows',
    pod: served(env('NVIDIA_DRIVER_CAPABILITIES')),
    want: 'container server wants driver capabilities that only its environment knows',
    lookalikes: {
      'a display that a ConfigMap names': served(env('DISPLAY')),
      'a driver that a ConfigMap asks for': served(env('NVIDIA_REQUIRE_CUDA')),
    },
  },
  {
    rule: 'never/graphics',
    name: 'a way of drawing that only a ConfigMap knows',
    pod: served(env('MUJOCO_GL')),
    want: 'container server sets MUJOCO_GL to what only its environment knows',
    lookalikes: {
      'drawing in memory': served(env('MUJOCO_GL', 'osmesa')),
      'a log level': served(env('MUJOCO_LOG')),
    },
  },
  {
    rule: 'never/graphics',
    name: 'drawing without a display, set in a shell',
    pod: served({ command: ['bash', '-c', 'export MUJOCO_GL=egl; python train.py'] }),
    want: 'container server sets MUJOCO_GL=egl',
    lookalikes: {
      'drawing in memory': served({ command: ['bash', '-c', 'MUJOCO_GL=osmesa python train.py'] }),
      'what is only printed': served({
        command: ['bash', '-c', 'echo MUJOCO_GL=egl; python a.py'],
      }),
    },
  },
  {
    rule: 'never/graphics',
    name: 'an X server by its first name',
    pod: served({ command: ['bash', '-c', 'X :0 & python a.py'] }),
    want: 'container server runs X',
    lookalikes: {
      'a matrix': served({ command: ['python', 'a.py', '--matrix', 'X', 'Y'] }),
      'one in memory': served({ command: ['bash', '-c', 'Xvfb :0 & python a.py'] }),
    },
  },
  {
    rule: 'never/graphics',
    name: 'Blender, which draws unless it is told to compute',
    pod: served({ command: ['blender', '-b', 'a.blend', '-E', 'BLENDER_EEVEE_NEXT', '-a'] }),
    want: 'container server runs blender',
    lookalikes: {
      'Blender that computes': served({
        image: 'linuxserver/blender:4',
        command: [
          'blender',
          '-b',
          'a.blend',
          '-E',
          'CYCLES',
          '-a',
          '--',
          '--cycles-device',
          'CUDA',
        ],
      }),
      'a data set of that name': served({
        command: ['python', 'nerf.py', '--dataset_type', 'blender', '-b', '4096'],
      }),
    },
  },
  {
    rule: 'never/graphics',
    name: 'Cycles by OptiX, which comes with the graphics capability',
    pod: served({
      command: ['blender', '-b', 'a.blend', '-E', 'CYCLES', '-a', '--', '--cycles-device', 'OPTIX'],
    }),
    want: 'container server runs blender',
    lookalikes: {
      'on the CPU': served({
        command: ['blender', '-b', 'a.blend', '-E', 'CYCLES', '--', '--cycles-device', 'CPU'],
      }),
      'files of Blender': served({ command: ['python', 'convert.py', 'blender', 'a.obj'] }),
    },
  },
  {
    rule: 'never/graphics',
    name: "an image of Omniverse's",
    pod: served({ image: 'nvcr.io/nvidia/omniverse/kit:1' }),
    want: 'container server runs the image nvcr.io/nvidia/omniverse/kit',
    lookalikes: {
      'a user of it': served({ image: 'acme/omniverse-client:1' }),
      'another kit': served({ image: 'acme/kit:1' }),
    },
  },
  {
    rule: 'never/graphics',
    name: 'a game in a browser',
    pod: served({ image: 'ghcr.io/epicgames/unreal-engine:runtime-pixel-streaming' }),
    want: 'container server runs the image ghcr.io/epicgames/unreal-engine',
    lookalikes: {
      'where games are built': served({ image: 'ghcr.io/epicgames/unreal-engine:dev-5.5' }),
      'streams of another kind': served({ image: 'acme/pixel-cnn-streaming:1' }),
    },
  },
  {
    rule: 'never/graphics',
    name: 'a game without a screen',
    pod: served({ command: ['./Game.sh', '-RenderOffscreen', '-ResX=1280'] }),
    want: 'container server sets -RenderOffscreen',
    lookalikes: {
      'a game that does not draw': served({ command: ['./Game.sh', '-nullrhi'] }),
      'an option that ends alike': served({ command: ['./a', '--no-RenderOffscreen'] }),
    },
  },
];

showsSigns('rendering', table, Object.values(rules));
