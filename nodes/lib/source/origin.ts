import { CodedError } from '../errors/coded-error';
import { type Address, readAddress } from './address';
import { invalidSetting } from '../settings/settings-error';
import type { AudioSystem, Place } from './source-settings';

/** ALSA takes small programs for names, too: they write files, and run commands. What devices are called is less. */
const ALSA_DEVICE = /^(?!.*\b(?:file|tee)\b)[\w.:,=+-]*$/i;

/** The audio system that is meant by `auto`, resolved. */
export type KnownSystem = Exclude<AudioSystem, 'auto'>;

/** Where audio comes from, checked. */
export type Origin =
  | { kind: 'microphone'; system: KnownSystem; device: string }
  | { kind: 'file'; path: string }
  | { kind: 'url' | 'rtsp' | 'rtmp' | 'udp'; address: Address; listen: boolean }
  | { kind: 'sdp'; description: string }
  | { kind: 'ffmpeg'; arguments: readonly string[] };

/** The machine, as far as it matters where its microphones are. */
export interface Machine {
  platform: NodeJS.Platform;
  /** Whether a PulseAudio or PipeWire server is there. */
  hasPulse: boolean;
}

/**
 * Checks a place.
 *
 * @param file of the kind `file`, as it was chosen
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

/** The audio system that is meant. */
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
