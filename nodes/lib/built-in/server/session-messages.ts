import type { AudioFormat, Info, RecognitionStarted, Warning } from '../../speech-api/messages';
import type { SessionSlots } from './session-slots';

/** Hz from which the broadcast model is used (docs/protocol.md, 5.1). */
const BROADCAST_RATE = 12000;

/** What is worth saying at the start of a session: that no further session fits, and that the audio is poor. */
export function infosOf(slots: SessionSlots, format: AudioFormat): Info[] {
  const quality = qualityInfo(format);
  return [
    ...(slots.active.length === slots.max ? [usageInfo(slots)] : []),
    ...(quality.quality === 'telephony' ? [quality] : []),
  ];
}

/** Which quality of audio is expected; files are resampled like broadcast audio. */
function qualityInfo(format: AudioFormat): Info {
  const quality = format.type === 'raw' && format.sample_rate < BROADCAST_RATE ? 'telephony' : 'broadcast';
  return {
    message: 'Info',
    type: 'recognition_quality',
    quality,
    reason: `Running recognition with audio of ${quality} quality.`,
  };
}

/** How many of the sessions are in use. */
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
