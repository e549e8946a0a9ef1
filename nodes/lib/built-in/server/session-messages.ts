import type { AudioFormat, Info, RecognitionStarted, Warning } from '../../speech-api/messages';
import type { SessionSlots } from './session-slots';

/** Lowest sample rate of the broadcast model, Hz (docs/protocol.md, 5.1). */
const BROADCAST_RATE = 12000;

/** The Infos at the start of a session: usage and quality of audio. */
export function infosOf(slots: SessionSlots, format: AudioFormat): Info[] {
  const quality = qualityInfo(format);
  return [
    ...(slots.active.length === slots.max ? [usageInfo(slots)] : []),
    ...(quality.quality === 'telephony' ? [quality] : []),
  ];
}

/** The expected quality of audio; files count as broadcast audio. */
function qualityInfo(format: AudioFormat): Info {
  const quality = format.type === 'raw' && format.sample_rate < BROADCAST_RATE ? 'telephony' : 'broadcast';
  return {
    message: 'Info',
    type: 'recognition_quality',
    quality,
    reason: `Running recognition with audio of ${quality} quality.`,
  };
}

/** The number of sessions in use. */
function usageInfo(slots: SessionSlots): Info {
  const usage = slots.active.length;
  return {
    message: 'Info',
    type: 'concurrent_session_usage',
    usage,
    quota: slots.max,
    last_updated: new Date().toISOString().replace(/\.\d+/, ''),
    reason: `${usage} of ${slots.max} concurrent sessions are in use.`,
  };
}

/** @param id of the session */
export function recognitionStarted(id: string): RecognitionStarted {
  return {
    message: 'RecognitionStarted',
    id,
    language_pack_info: {
      word_delimiter: ' ',
      language_description: 'English',
      writing_direction: 'left-to-right',
      itn: false,
      adapted: false,
    },
  };
}

/** @param limit seconds of audio */
export function durationLimitWarning(limit: number): Warning {
  return {
    message: 'Warning',
    type: 'duration_limit_exceeded',
    duration_limit: limit,
    reason: `Audio beyond ${limit} s is ignored.`,
  };
}

export function lateAudioWarning(): Warning {
  return { message: 'Warning', type: 'add_audio_after_eos', reason: 'Audio after the end of the stream is ignored.' };
}
