import { CodedError } from '../errors/coded-error';
import { type Address, readAddress } from './address';
import { invalidSetting } from '../settings/settings-error';
import type { AudioSystem, Place } from './source-settings';

/** ALSA device names can contain configuration that writes files or runs commands. Real devices need only these characters. */
const ALSA_DEVICE = /^(?!.*\b(?:file|tee)\b)[\w.:,=+-]*$/i;

/** A sound system, with `auto` resolved. */
export type KnownSystem = Exclude<AudioSystem, 'auto'>;

/** Where audio comes from, checked. */
export type Origin =
  | { kind: 'microphone'; system: KnownSystem; device: string }
  | { kind: 'file'; path: string }
  | { kind: 'url' | 'rtsp' | 'rtmp' | 'udp'; address: Address; listen: boolean }
  | { kind: 'sdp'; description: string }
  | { kind: 'ffmpeg'; arguments: readonly string[] };

/** The properties of the machine that decide how microphones are opened. */
export interface Machine {
  platform: NodeJS.Platform;
  /** Whether a PulseAudio or PipeWire server runs. */
  hasPulse: boolean;
}

/**
 * Checks the settings of a source.
 *
 * @param file the chosen file, for the kind `file`
 * @throws CodedError `invalid_url`, `invalid_setting`
 */
export function originOf(place: Place, machine: Machine, file?: string): Origin {
  switch (place.source) {
    case 'microphone':
      return microphoneOf(place, machine);
    case 'file':
      return { kind: 'file', path: file ?? place.path };
    case 'ffmpeg':
      if (!place.arguments.includes('-i')) throw noInput();
      return { kind: 'ffmpeg', arguments: place.arguments };
    case 'udp':
      if (place.sdp.trim() !== '') return { kind: 'sdp', description: place.sdp };
      return { kind: 'udp', address: readAddress('udp', place.url), listen: false };
    default: {
      const { source, url, user, password } = place;
      return { kind: source, address: readAddress(source, url, user, password), listen: place.listen };
    }
  }
}

/** Resolves `auto` to a sound system. */
export function systemOf(system: AudioSystem, { platform, hasPulse }: Machine): KnownSystem {
  if (system !== 'auto') return system;
  if (platform === 'darwin') return 'avfoundation';
  if (platform === 'win32') return 'dshow';
  return hasPulse ? 'pulse' : 'alsa';
}

function microphoneOf({ system, device }: Place, machine: Machine): Origin {
  const known = systemOf(system, machine);
  if (known !== 'alsa' || ALSA_DEVICE.test(device)) return { kind: 'microphone', system: known, device };
  throw invalidSetting('device', 'the name of a device, such as plughw:CARD=Mic,DEV=0');
}

function noInput(): CodedError {
  return new CodedError(
    'invalid_setting',
    'The arguments for ffmpeg have no input: enter -i, and in the next line what to read.',
    {
      retryable: false,
    },
  );
}
