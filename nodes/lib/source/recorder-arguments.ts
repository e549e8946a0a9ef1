import { CodedError } from '../errors/coded-error';
import type { KnownSystem } from './origin';

/** The output of a recorder: 16-bit little-endian samples, without a header. */
export interface Recording {
  system: KnownSystem;
  /** empty: the default. */
  device: string;
  /** Hz. */
  rate: number;
  channels: number;
}

/** The arguments of `arecord`. Raw output, since it would repeat a header every 18 hours. */
export function arecordArguments({ device, rate, channels }: Recording): string[] {
  const named = device === '' ? [] : ['-D', device.replace(/^hw:/, 'plughw:')];
  return ['-q', ...named, '-t', 'raw', '-f', 'S16_LE', '-r', `${rate}`, '-c', `${channels}`];
}

const DRIVERS: Record<KnownSystem, string> = {
  alsa: 'alsa',
  pulse: 'pulseaudio',
  avfoundation: 'coreaudio',
  dshow: 'waveaudio',
};

/**
 * The arguments of `sox`.
 *
 * @throws CodedError `invalid_setting`
 */
export function soxArguments({ system, device, rate, channels }: Recording): string[] {
  if (device.startsWith('-'))
    throw new CodedError('invalid_setting', 'No device has a name that begins with a hyphen.');
  const format = ['-r', `${rate}`, '-c', `${channels}`, '-b', '16', '-e', 'signed-integer'];
  return ['-q', '-D', ...format, '-t', DRIVERS[system], device || 'default', ...format, '-L', '-t', 'raw', '-'];
}
