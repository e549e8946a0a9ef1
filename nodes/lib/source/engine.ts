import { CodedError } from '../errors/coded-error';
import { type Address, addressHider, kindOfUrl, readAddress } from './address';
import { ffmpegArguments, type Wanted } from './ffmpeg-arguments';
import type { Origin } from './origin';
import type { Programs } from './programs';
import { arecordArguments, soxArguments } from './recorder-arguments';

/** The way to read an origin. */
export type Plan =
  | {
      type: 'process';
      engine: 'ffmpeg' | 'arecord' | 'sox';
      command: string;
      arguments: string[];
      /** Standard input of the program. */
      input: string;
      /** Whether the source is finite; `perhaps`: if its length is known. */
      ends: 'always' | 'perhaps' | 'never';
      /** Channels of the output; `wav`: as in its header. */
      channels: number | 'wav';
      /** Removes secrets from its messages. */
      hide: (text: string) => string;
    }
  | { type: 'decoder'; from: { path: string } | { address: Address } };

/** ffmpeg may report a length for live streams, too. */
const ENDS = {
  file: 'always',
  url: 'perhaps',
  rtsp: 'perhaps',
  ffmpeg: 'perhaps',
  rtmp: 'never',
  udp: 'never',
  sdp: 'never',
  microphone: 'never',
} as const;

/**
 * Chooses the program for an origin: ffmpeg if it is installed; else a recorder for a microphone, and the package's own decoder
 * for files and URLs.
 *
 * @param ffmpeg name or path of the program; empty: `ffmpeg` on the PATH
 * @throws CodedError `ffmpeg_missing`, `invalid_setting`
 */
export function chooseEngine(origin: Origin, wanted: Wanted, programs: Programs, ffmpeg = ''): Plan {
  const program = programs.find(ffmpeg || 'ffmpeg');
  if (program !== undefined) {
    return {
      type: 'process',
      engine: 'ffmpeg',
      command: program,
      arguments: ffmpegArguments(origin, wanted),
      input: origin.kind === 'sdp' ? origin.description : '',
      ends: ENDS[origin.kind],
      channels: 'wav',
      hide: addressHider(addressesOf(origin), secretsOf(origin)),
    };
  }
  if (ffmpeg !== '') throw missing(`There is no program ${JSON.stringify(ffmpeg)}, which the setting names. `);
  if (origin.kind === 'microphone') {
    const plan = recorder(origin, wanted, programs);
    if (plan) return plan;
  }
  const canDecode = wanted.isMixed && wanted.rate === 16_000;
  if (origin.kind === 'file' && canDecode) return { type: 'decoder', from: { path: origin.path } };
  if (origin.kind === 'url' && canDecode) return { type: 'decoder', from: { address: origin.address } };
  throw missing();
}

function recorder(
  { system, device }: Extract<Origin, { kind: 'microphone' }>,
  { rate, isMixed }: Wanted,
  programs: Programs,
): Plan | undefined {
  const channels = isMixed ? 1 : 2;
  const recording = { system, device, rate, channels };
  const common = { type: 'process', input: '', ends: 'never', channels, hide: (text: string) => text } as const;
  const arecord = programs.find('arecord');
  // It can use PulseAudio and PipeWire only as the default device.
  if (arecord !== undefined && (system === 'alsa' || (system === 'pulse' && device === ''))) {
    return { ...common, engine: 'arecord', command: arecord, arguments: arecordArguments(recording) };
  }
  const sox = programs.find('sox');
  if (sox !== undefined) return { ...common, engine: 'sox', command: sox, arguments: soxArguments(recording) };
  return undefined;
}

function addressesOf(origin: Origin): Address[] {
  if ('address' in origin) return [origin.address];
  if (origin.kind !== 'ffmpeg') return [];
  return origin.arguments.flatMap((argument) => {
    const kind = kindOfUrl(argument);
    try {
      return kind ? [readAddress(kind, argument)] : [];
    } catch {
      return [];
    }
  });
}

/** Options of ffmpeg whose values may be secret. */
const SECRET_OPTION = /key|pass|secret|token|cookie|header|auth|user/i;

function secretsOf(origin: Origin): string[] {
  if (origin.kind !== 'ffmpeg') return [];
  const values = origin.arguments.filter((_, index) => SECRET_OPTION.test(origin.arguments[index - 1] ?? ''));
  return values.flatMap((value) => [value, ...value.split(/[\s:;=]+/)]);
}

/** How to get ffmpeg, on every kind of system that Node-RED runs on. */
export const INSTALLATION =
  'Install ffmpeg on the machine that runs Node-RED. Debian, Ubuntu, Raspberry Pi OS: sudo apt install ffmpeg. ' +
  'Alpine, and the Docker image of Node-RED: apk add ffmpeg (as root; put it into an image of your own, or it is gone with ' +
  'the container). Home Assistant add-on: add ffmpeg to system_packages in its configuration. macOS: brew install ffmpeg. ' +
  'Windows: winget install ffmpeg, then start Node-RED anew.';

function missing(why = 'This source needs the program ffmpeg, which is not on the PATH. '): CodedError {
  return new CodedError('ffmpeg_missing', why + INSTALLATION, { retryable: false });
}
