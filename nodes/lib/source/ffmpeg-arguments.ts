import { ALLOCATION_LIMIT, ANALYSED, AUDIO_CODECS } from '../audio/ffmpeg';
import { secretUrl } from './address';
import type { KnownSystem, Origin } from './origin';

/** The audio to produce. */
export interface Wanted {
  /** Hz. */
  rate: number;
  /** Whether all channels are mixed to one. */
  isMixed: boolean;
}

/** Containers with sound in them, by ffmpeg's names. None of them opens other files, as playlists do. */
const CONTAINERS = [
  ...[
    'wav',
    'w64',
    'aiff',
    'au',
    'caf',
    'flac',
    'ogg',
    'mp3',
    'mov',
    'matroska',
    'aac',
    'loas',
    'amr',
    'amrnb',
    'amrwb',
  ],
  ...['asf', 'avi', 'flv', 'live_flv', 'mpegts', 'mpeg', 'ac3', 'eac3', 'alaw', 'mulaw'],
];
/** Microseconds that ffmpeg waits for a server. */
const PATIENCE = 15_000_000;

/**
 * The arguments with which ffmpeg reads an origin and writes its samples to standard output, as WAV with 16 bits. They are
 * passed as they are, never through a shell.
 */
export function ffmpegArguments(origin: Origin, wanted: Wanted): string[] {
  return [
    ...['-hide_banner', '-nostats', '-nostdin', '-max_alloc', `${ALLOCATION_LIMIT}`],
    ...inputArguments(origin, wanted),
    // After the user's arguments, since the banner is parsed.
    ...['-loglevel', 'level+info', '-map', '0:a:0', '-vn', '-sn', '-dn'],
    ...(wanted.isMixed ? ['-ac', '1'] : []),
    ...['-ar', `${wanted.rate}`, '-c:a', 'pcm_s16le', '-flush_packets', '1', '-f', 'wav', 'pipe:1'],
  ];
}

function inputArguments(origin: Origin, { rate, isMixed }: Wanted): string[] {
  switch (origin.kind) {
    case 'microphone':
      return [
        ...['-f', origin.system],
        // Converted by ALSA, which reads only what is needed from the device.
        ...(origin.system === 'alsa' ? ['-sample_rate', `${rate}`, '-channels', isMixed ? '1' : '2'] : []),
        ...['-i', DEVICES[origin.system](origin.device)],
      ];
    case 'file':
      return [...limits(['file'], CONTAINERS), '-i', `file:${origin.path}`];
    case 'sdp':
      return [...limits(['pipe', 'rtp', 'udp'], ['sdp', 'rtp']), ...SOON, '-f', 'sdp', '-i', 'pipe:0'];
    case 'ffmpeg':
      return [...origin.arguments];
    default:
      return [...addressArguments(origin), '-i', secretUrl(origin.address)];
  }
}

/** For live sources, which must start early. */
const SOON = ['-analyzeduration', `${ANALYSED}`];

function addressArguments({ kind, address, listen }: Extract<Origin, { address: unknown }>): string[] {
  const { protocol, href } = address.url;
  switch (kind) {
    case 'url': {
      // A playlist contains other addresses, so only what is named like one is read as one.
      const isPlaylist = /\.m3u8?\b/i.test(href);
      const protocols = ['http', 'https', 'tcp', 'tls', 'httpproxy', ...(isPlaylist ? ['crypto'] : [])];
      const containers = [...CONTAINERS, ...(isPlaylist ? ['hls'] : [])];
      return [...limits(protocols, containers), '-reconnect', '1', '-rw_timeout', `${PATIENCE}`];
    }
    case 'rtsp': {
      const protocols = ['rtp', 'udp', 'tcp', ...(protocol === 'rtsps:' ? ['tls'] : [])];
      const containers = ['rtsp', 'sdp', 'rtp', 'mpegts'];
      // TCP loses nothing, and some cameras or networks have no UDP.
      return [...limits(protocols, containers), ...SOON, '-rtsp_flags', 'prefer_tcp', '-allowed_media_types', 'audio'];
    }
    case 'rtmp': {
      const protocols = protocol === 'rtmps:' ? ['rtmps', 'tls', 'tcp'] : ['rtmp', 'tcp'];
      return [...limits(protocols, ['flv', 'live_flv']), ...SOON, ...(listen ? ['-listen', '1'] : [])];
    }
    case 'udp':
      return protocol === 'rtp:'
        ? [...limits(['rtp', 'udp'], ['rtp', 'sdp', 'mpegts']), ...SOON]
        : [...limits(['udp'], CONTAINERS), ...SOON];
  }
}

function limits(protocols: readonly string[], containers: readonly string[]): string[] {
  return [
    ...['-protocol_whitelist', protocols.join(), '-format_whitelist', containers.join()],
    ...['-codec_whitelist', AUDIO_CODECS.join()],
  ];
}

const DEVICES: Record<KnownSystem, (device: string) => string> = {
  // The plug-in converts channels: a mono microphone refuses stereo, and the other way round.
  alsa: (device) => (device === '' ? 'default' : device.replace(/^hw:/, 'plughw:')),
  pulse: (device) => device || 'default',
  avfoundation: (device) => `:${device || 'default'}`,
  dshow: (device) => `audio=${device}`,
};
