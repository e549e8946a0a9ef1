import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Installation {
  /** Names of the program on the PATH. */
  names: readonly string[];
  /** Arguments that it understands only if all it needs is there too. */
  probe?: readonly string[];
  /** The command that installs it. */
  install: string;
}

/** Programs that npm can't bring. */
const PROGRAMS = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    install: 'apt-get install chromium',
  },
  ffmpeg: {
    names: ['ffmpeg'],
    install: 'apt-get install ffmpeg',
  },
  arecord: {
    names: ['arecord'],
    install: 'apt-get install alsa-utils',
  },
  sox: {
    names: ['sox'],
    install: 'apt-get install sox libsox-fmt-alsa',
  },
  setpriv: {
    names: ['setpriv'],
    install: 'apt-get install util-linux',
  },
  mosquitto: {
    names: ['mosquitto'],
    install: 'apt-get install mosquitto',
  },
  mosquitto_pub: {
    names: ['mosquitto_pub'],
    install: 'apt-get install mosquitto-clients',
  },
  haproxy: {
    names: ['haproxy'],
    install: 'apt-get install haproxy',
  },
  icecast: {
    names: ['icecast2', 'icecast'],
    install: 'apt-get install icecast2',
  },
  nginx: {
    names: ['nginx'],
    install: 'apt-get install nginx-light libnginx-mod-rtmp',
  },
  pulseaudio: {
    names: ['pulseaudio'],
    install: 'apt-get install pulseaudio',
  },
  'gst-rtsp-server': {
    names: ['python3'],
    probe: ['-c', "import gi; gi.require_version('GstRtspServer', '1.0'); gi.require_version('Gst', '1.0')"],
    install:
      'apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good',
  },
} as const satisfies Record<string, Installation>;

export type Program = keyof typeof PROGRAMS;

/** Programs that are not installed, each with the command that installs it. */
export function missingPrograms(): string[] {
  const missing = (Object.keys(PROGRAMS) as Program[]).filter((program) => findProgram(program) === undefined);
  return missing.map((program) => `${program}: ${PROGRAMS[program].install}`);
}

/**
 * The path of a program. Without it the test is skipped; on CI that is a failure,
 * since there every test has to run.
 */
export function requireProgram(test: Mocha.Context, program: Program): string {
  const { install } = PROGRAMS[program];
  const path = findProgram(program);
  if (path !== undefined) return path;
  if (process.env.CI === 'true') throw new Error(`${program} is not installed: ${install}`);
  test.skip();
}

/** The path of a program; undefined if it is not installed. */
export function findProgram(program: Program): string | undefined {
  const { names, probe }: Installation = PROGRAMS[program];
  const paths = names.flatMap((name) => pathsOf(name)).filter(isExecutable);
  return probe ? paths.find((path) => spawnSync(path, probe, { stdio: 'ignore' }).status === 0) : paths[0];
}

/** Servers are in folders that are often not on the PATH. */
function pathsOf(name: string): string[] {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].map((folder) => join(folder, name));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
