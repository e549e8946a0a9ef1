import { execFile } from 'node:child_process';
import { programEnvironment } from '../audio/ffmpeg';
import { CodedError } from '../errors/coded-error';
import { INSTALLATION } from './engine';
import { type KnownSystem, systemOf } from './origin';
import { type Programs, SOUND_ENVIRONMENT } from './programs';
import type { Place } from './source-settings';

/** A microphone, or another device to record from. */
export interface Device {
  /** The value of the setting. */
  name: string;
  /** The name for people. */
  label: string;
}

/** Limits for a program that lists devices, milliseconds and bytes. */
const LIMITS = { timeout: 5000, maxBuffer: 1024 * 1024 };
const MOST_DEVICES = 200;

/**
 * Lists the devices to record from.
 *
 * @throws CodedError `ffmpeg_missing`
 */
export async function listDevices(system: KnownSystem, programs: Programs, ffmpeg = ''): Promise<Device[]> {
  const [arecord, program] = [programs.find('arecord'), programs.find(ffmpeg || 'ffmpeg')];
  if (system === 'alsa' && arecord !== undefined) return parseArecord(await run(arecord, ['-L']));
  if (program === undefined) {
    throw new CodedError('ffmpeg_missing', `Devices are listed by ffmpeg, which is not on the PATH. ${INSTALLATION}`);
  }
  switch (system) {
    case 'alsa':
    case 'pulse':
      return parseSources(await run(program, ['-hide_banner', '-sources', system]));
    case 'avfoundation':
      return parseAvfoundation(
        await run(program, [...LISTING, '-f', 'avfoundation', '-list_devices', 'true', '-i', '']),
      );
    case 'dshow':
      return parseDshow(await run(program, [...LISTING, '-f', 'dshow', '-list_devices', 'true', '-i', 'dummy']));
  }
}

/**
 * Fills in the device where the system has no default: on Windows, the first one.
 *
 * @throws CodedError `device_not_found`
 */
export async function withDevice(place: Place, programs: Programs, ffmpeg = ''): Promise<Place> {
  if (place.source !== 'microphone' || place.device !== '') return place;
  if (systemOf(place.system, programs) !== 'dshow' || programs.find(ffmpeg || 'ffmpeg') === undefined) return place;
  const [first] = await listDevices('dshow', programs, ffmpeg);
  if (first) return { ...place, device: first.name };
  throw new CodedError('device_not_found', 'Windows knows no microphone. Plug one in, and allow apps to use it.', {
    retryable: false,
  });
}

const LISTING = ['-hide_banner', '-nostdin'];

/** Parses `arecord -L`: names at the margin, with indented descriptions. */
export function parseArecord(text: string): Device[] {
  const blocks = text.split(/\n(?=\S)/).filter((block) => /^\S/.test(block));
  const devices = blocks.map((block) => {
    const [name = '', ...about] = block.split('\n').map((line) => line.trim());
    return { name, label: about.filter(Boolean).join(', ') || name };
  });
  // A device has many names; these convert sample formats.
  return devices
    .filter(({ name }) => /^(default|pulse|pipewire|plughw|sysdefault|dsnoop)\b/.test(name))
    .slice(0, MOST_DEVICES);
}

/** Parses `ffmpeg -sources`, for example `* alsa_input.usb [USB microphone] (none)`. */
export function parseSources(text: string): Device[] {
  const found = [...text.matchAll(/^[ *] (\S+) \[(.*)\](?: \([^)]*\))?$/gm)];
  return found.map(([, name, label]) => ({ name: name!, label: label! })).slice(0, MOST_DEVICES);
}

/** Parses ffmpeg's list on macOS: numbered names, cameras first. */
export function parseAvfoundation(text: string): Device[] {
  const audio = text.split(/AVFoundation audio devices:/)[1] ?? '';
  const found = [...audio.matchAll(/\] \[\d+\] (.+)$/gm)];
  return found.map(([, name]) => ({ name: name!.trim(), label: name!.trim() })).slice(0, MOST_DEVICES);
}

/**
 * Parses ffmpeg's list on Windows; older versions have headings instead of `(audio)`. A device whose name is not unique, or
 * contains a colon, is identified by its alternative name.
 */
export function parseDshow(text: string): Device[] {
  const audio = text.split(/DirectShow audio devices/)[1];
  const found = [...(audio ?? text).matchAll(DSHOW_DEVICE)].filter(
    ([, , kinds = '']) => audio !== undefined || /\baudio\b/.test(kinds),
  );
  const labels = found.map(([, label]) => label!);
  const isClear = (label: string): boolean =>
    !label.includes(':') && labels.indexOf(label) === labels.lastIndexOf(label);
  return found
    .map(([, label, , alternative]) => ({ name: isClear(label!) ? label! : (alternative ?? label!), label: label! }))
    .slice(0, MOST_DEVICES);
}

const DSHOW_DEVICE = /\] +"([^"]+)"(?: \(([^)]*)\))?(?:\s+\[[^\]]*\] +Alternative name "([^"]+)")?/g;

/** The output of a program. Some exit with an error after listing everything. */
function run(command: string, list: string[]): Promise<string> {
  const options = { ...LIMITS, windowsHide: true, env: programEnvironment(SOUND_ENVIRONMENT) };
  return new Promise((resolve) => {
    execFile(command, list, options, (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
  });
}
