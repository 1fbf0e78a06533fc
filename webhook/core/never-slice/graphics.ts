/** Rendering, which needs the graphics interfaces of a whole card. */
import { assigned, base, option, programOf } from '../words/command-line.ts';
import { capabilities } from '../products/driver.ts';
import { imageOf } from '../identity/revision.ts';
import { keptByRun } from '../kept.ts';
import { seats, type Container, type EnvVar } from '../pod.ts';
import { variables } from '../words/variables.ts';
import type { NeverSlice } from './rule.ts';
import { spoken } from './spoken.ts';

const DRAWING = ['graphics', 'display'];

/** By which a program is told to draw on the GPU; `osmesa` and a frame buffer in memory do without. */
const EGL = ['MUJOCO_GL', 'PYOPENGL_PLATFORM', 'QT_XCB_GL_INTEGRATION'];
const DISPLAYS = ['VGL_DISPLAY', '__GLX_VENDOR_LIBRARY_NAME', '__NV_PRIME_RENDER_OFFLOAD'];

const PROGRAMS: ReadonlySet<string> = new Set([
  'CarlaUE4.sh',
  'Xorg',
  'glmark2',
  'glmark2-es2',
  'glxgears',
  'nvidia-xconfig',
  'runheadless.native.sh',
  'runheadless.sh',
  'startx',
  'vglrun',
  'vkcube',
  'vulkaninfo',
  'xinit',
]);
const IMAGES: ReadonlySet<string> = new Set([
  'blender',
  'carla',
  'isaac-lab',
  'isaac-sim',
  'nvidia-egl-desktop',
  'nvidia-glx-desktop',
]);

export const graphics: NeverSlice = {
  id: 'never/graphics',
  about: 'MIG instances have no graphics interfaces, apart from +gfx profiles.',
  check({ pod }) {
    for (const { container } of seats(pod)) {
      const drawing = draws(container);
      if (drawing !== undefined) return `container ${container.name} ${drawing}`;
    }
    return undefined;
  },
};

function draws(container: Container): string | undefined {
  for (const variable of variables(container)) {
    const drawing = asked(variable);
    if (drawing !== undefined) return drawing;
  }
  const run = spoken(container);
  return drawingIn(run) ?? drawnBy(container, run);
}

const drawingIn = keptByRun((run): string | undefined => {
  const told = assigned(run, (name, value) => asked({ name, value }) !== undefined);
  if (told !== undefined) return asked(told);
  const program =
    programOf(run, (name, at) => PROGRAMS.has(name) || server(name, run, at)) ?? blender(run);
  if (program !== undefined) return `runs ${program}`;
  const streaming = run.find((word) => OFFSCREEN.test(word));
  return streaming && `sets ${streaming}`;
});

/** Unreal's, without a screen or to a browser. */
const OFFSCREEN = /^-(?:RenderOffScreen|PixelStreaming)/i;

const server = (name: string, run: readonly string[], at: number): boolean =>
  name === 'X' && /^:\d/.test(run[at + 1] ?? '');

/** Also a data set of radiance fields; the program is told of a scene or of the background at once. */
const blender = (run: readonly string[]): string | undefined =>
  computes(run)
    ? undefined
    : programOf(
        run,
        (name, at) =>
          name === 'blender' &&
          run[at - 1]?.startsWith('--') !== true &&
          SCENE.test(run[at + 1] ?? ''),
      );
const SCENE = /^(?:-b|--background|-P|--python|--factory-startup|-noaudio)$|\.blend$/;

/** Cycles computes by CUDA. The other engines draw, OptiX comes with the graphics capability, and a scene names its own. */
const computes = (run: readonly string[]): boolean =>
  option(run, ['-E', '--engine']) === 'CYCLES' &&
  option(run, ['--cycles-device'])?.startsWith('OPTIX') !== true;

function drawnBy({ image = '' }: Container, run: readonly string[]): string | undefined {
  const { repository, tag } = imageOf(image);
  const name = base(repository);
  const computing = name === 'blender' && computes(run);
  return !computing && (IMAGES.has(name) || OMNIVERSE.test(repository) || ofUnreal(name, tag))
    ? `runs the image ${repository}`
    : undefined;
}

/** A folder, or the image itself. */
const OMNIVERSE = /(?:^|\/)omniverse(?:\/|$)/;

/** The images in which it runs; its others build games. */
const ofUnreal = (name: string, tag: string): boolean =>
  (name === 'unreal-engine' && tag.startsWith('runtime')) ||
  name.includes('pixel-streaming') ||
  tag.includes('pixel-streaming');

function asked(variable: EnvVar): string | undefined {
  const { name, value } = variable;
  const wanted = capabilities(variable);
  if (wanted === 'unknown') return 'wants driver capabilities that only its environment knows';
  const drawing = wanted.find((word) => DRAWING.includes(word));
  if (drawing !== undefined) return `wants the driver capability ${drawing}`;
  if (DISPLAYS.includes(name)) return `sets ${name}=${value ?? ''}`;
  if (!EGL.includes(name)) return undefined;
  if (value === undefined) return `sets ${name} to what only its environment knows`;
  return value.endsWith('egl') ? `sets ${name}=${value}` : undefined;
}
