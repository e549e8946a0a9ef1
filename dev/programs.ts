import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that npm can't bring, by the names they have on the PATH, and what installs them. */
const PROGRAMS = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    install: 'apt-get install chromium',
  },
  ffmpeg: {
    names: ['ffmpeg'],
    install: 'apt-get install ffmpeg',
  },
  mosquitto: {
    names: ['mosquitto'],
    install: 'apt-get install mosquitto',
  },
} as const;

export type Program = keyof typeof PROGRAMS;

/** What tests were skipped for, for the end of the report. */
export const missingPrograms = new Set<string>();

/**
 * The path of a program. Without it the test is skipped and the report says how to install it; on CI that is a failure,
 * since there every test has to run.
 */
export function requireProgram(test: Mocha.Context, program: Program): string {
  const { install } = PROGRAMS[program];
  const path = findProgram(program);
  if (path !== undefined) return path;
  if (process.env.CI === 'true') throw new Error(`${program} is not installed: ${install}`);
  missingPrograms.add(`${program}: ${install}`);
  test.skip();
}

/** The path of a program; undefined if it is not installed. */
export function findProgram(program: Program): string | undefined {
  return PROGRAMS[program].names.flatMap((name) => pathsOf(name)).find(isExecutable);
}

/** Servers are in folders that not everybody has on the PATH. */
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
