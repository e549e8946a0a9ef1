/** The kind of samples or container. `none`: a name for a transport encoding, or for files in general. */
type Kind =
  ('none' | 'linear' | 'signed' | 'unsigned' | 'float' | 'g711' | 'mulaw' | 'alaw') | ('compressed' | 'file' | 'webm');

/** What the name of a format states. */
export interface NamedFormat {
  /** `linear`: PCM that is signed, but in 8 bits; `g711`: one of two laws; `compressed`: frames that nothing here decodes. */
  kind: Kind;
  bits?: number;
  bigEndian?: boolean;
  /** Channels are stored one after another, not interleaved. */
  planar?: boolean;
  /** Its 24 bits are in the lower three of four bytes. */
  padded?: boolean;
  /** Hz, and channels, as in the name, unchecked. */
  rate?: string | number;
  channels?: string | number;
}

/** What one word or number of a name states. */
type Word = Partial<NamedFormat>;

/** From general to specific: the last one in a name wins, so `ogg_opus` is a file and `pcm_mulaw` is mu-law. */
const KINDS: readonly Kind[] = [
  ...(['none', 'linear', 'signed', 'unsigned', 'float', 'g711', 'mulaw', 'alaw'] as const),
  ...(['compressed', 'file', 'webm'] as const),
];

/** Words of names, between any of which `-`, `_`, `.`, blanks and the like may stand; `_`: also within the word. */
const WORDS: Record<string, Word> = {
  ...all({ kind: 'linear' }, 'pcm lpcm linear lin slinear'),
  ...all({ kind: 'signed' }, 'signed int sint'),
  ...all({ kind: 'signed', bits: 16 }, 'short'),
  ...all({ kind: 'unsigned' }, 'unsigned uint'),
  ...all({ kind: 'float' }, 'float floating flt'),
  ...all({ kind: 'float', bits: 64 }, 'double dbl'),
  ...all({ kind: 'mulaw' }, 'mu_law u_law m_law pcmu g_711_u g_711_mu'),
  ...all({ kind: 'alaw' }, 'a_law pcma g_711_a'),
  ...all({ kind: 'g711' }, 'g_711'),
  ...all({ kind: 'compressed' }, 'opus speex gsm adpcm dvi_4 vdvi g_722 g_723 g_726 g_728 g_729 ilbc isac silk'),
  ...all({ kind: 'compressed' }, 'siren truesilk'),
  ...all({ kind: 'compressed' }, 'lpc_10 lpc codec_2 qcelp evrc smv lc_3 sbc cvsd vox wma ac_3 eac_3 dts atrac'),
  ...all(
    { kind: 'file' },
    'mp_3 mpeg mpga mpa mp_2 mpeg_3 mpeg_4 mp_4 mp_4a m_4a mov quicktime aac aacp adts latm alac',
  ),
  ...all({ kind: 'file' }, 'flac ogg oga vorbis 3gp 3gpp 3gpp_2 3g_2 amr amr_nb amr_wb mp_2_t mpeg_ts mp_2_p'),
  ...all({ kind: 'webm' }, 'webm matroska mkv'),
  ...all(
    { kind: 'none' },
    'base_64 hex binary buffer blob array_buffer uint_8_array utf raw wav wave riff aiff aif aifc caf',
  ),
  ...all({ kind: 'none' }, 'au snd none octet_stream bytes any unspecified'),
  ...all({ bigEndian: false }, 'le ne little'),
  ...all({ bigEndian: true }, 'be re big'),
  ...all({ channels: 1 }, 'mono'),
  ...all({ channels: 2 }, 'stereo'),
  ...all({ planar: true }, 'planar'),
  ...all({}, 'audio vnd dlna x format encoding integer point ieee endian law array packed interleaved native generic'),
  ...all({}, 'full rate lc he with header byte ima ms'),
};
/** Letters before a number of bits. */
const LETTERS: Record<string, Word> = {
  ...all({ kind: 'linear' }, 'l'),
  ...all({ kind: 'signed' }, 's i'),
  ...all({ kind: 'unsigned' }, 'u'),
  ...all({ kind: 'float' }, 'f'),
};
/** Names that are not made of words: of SoX, and of ALSA and PulseAudio for 24 bits in three or four bytes. */
const NAMES: Record<string, NamedFormat> = {
  '*': { kind: 'none' },
  sw: { kind: 'signed', bits: 16 },
  sl: { kind: 'signed', bits: 32 },
  sb: { kind: 'signed', bits: 8 },
  ub: { kind: 'unsigned', bits: 8 },
  ul: { kind: 'mulaw' },
  al: { kind: 'alaw' },
  // RFC 2046: one channel at 8 kHz.
  basic: { kind: 'mulaw', rate: 8000, channels: 1 },
  alaw_basic: { kind: 'alaw', rate: 8000, channels: 1 },
  // AudioCodes: kHz after the bits.
  raw_lpcm16_8: { kind: 'signed', bits: 16, rate: 8000 },
  wav_lpcm16_8: { kind: 'signed', bits: 16, rate: 8000 },
  raw_lpcm16_24: { kind: 'signed', bits: 16, rate: 24_000 },
  wav_lpcm16_24: { kind: 'signed', bits: 16, rate: 24_000 },
  // C.
  int8_t: { kind: 'signed', bits: 8 },
  uint8_t: { kind: 'unsigned', bits: 8 },
  int16_t: { kind: 'signed', bits: 16 },
  int32_t: { kind: 'signed', bits: 32 },
  // Core Audio.
  kaudioformatlinearpcm: { kind: 'linear' },
  kaudioformatulaw: { kind: 'mulaw' },
  kaudioformatalaw: { kind: 'alaw' },
  // RFC 3190.
  l24: { kind: 'signed', bits: 24, bigEndian: true },
  s24_3le: { kind: 'signed', bits: 24 },
  s24_3be: { kind: 'signed', bits: 24, bigEndian: true },
  s24_le: { kind: 'signed', padded: true },
  s24_be: { kind: 'signed', padded: true, bigEndian: true },
  s24_32le: { kind: 'signed', padded: true },
  s24_32be: { kind: 'signed', padded: true, bigEndian: true },
  linear32f: { kind: 'float', bits: 32 },
};
/** Asterisk: kHz after "slin", 44 for 44.1; 8 if there are none. */
const SLIN = /^(?:slin|sln)(8|12|16|24|32|44|48|96|192)?$/;
/** FreeSWITCH: Hz, milliseconds of a packet, and channels after a codec. */
const FREESWITCH = /^([^@]+)@(\d+)h(?:@\d+i)?(?:@(\d+)c)?$/;
/** NumPy and SoX: bytes of a sample. */
const IN_BYTES = /^([<>=|]?)([iufs])([1-4]|8(?<=f8))$/;
/** The token of a name that comes next: words, letters before a number, and numbers with what they count. */
const TOKEN = new RegExp(
  `_*(?:(?<word>${longestFirst(WORDS)})|(?:pa)?(?<letter>[sufil])(?=\\d)|(?<planar>p$)|pa(?=[uif])|` +
    '(?<khz>\\d+(?:_\\d+)?)_?k(?:hz)?(?![a-z])|(?<rate>\\d+)_?hz|\\d+_?k(?:bit(?:rate|s)?|bps|(?=adpcm))|(?<bits>\\d+)_?bits?|(?<number>\\d+))_*',
  'y',
);
const MEANINGS = new Map(Object.entries(WORDS).map(([name, word]) => [name.replaceAll('_', ''), word]));
const LEAST_RATE = 1000;
const MEDIA_TYPE = /^(?:audio|video|application)\//;
/** Names that were parsed before: a source states its format in each message. */
const parsed = new Map<string, Readonly<NamedFormat> | undefined>();
const MOST_PARSED = 100;
/** Characters of a name that is kept. */
const LONGEST_PARSED = 100;

/**
 * Reads the name of an audio format: a MIME type with parameters, a name of RFC 3551, ffmpeg, Asterisk, SoX, ALSA, PulseAudio,
 * PortAudio, GStreamer, NumPy, a browser, Android or a cloud service, in upper or lower case.
 *
 * @returns undefined for a name that is not known
 */
export function readFormatName(value: string): Readonly<NamedFormat> | undefined {
  if (value.length > LONGEST_PARSED) return parseFormatName(value);
  if (!parsed.has(value)) {
    if (parsed.size === MOST_PARSED) parsed.clear();
    parsed.set(value, parseFormatName(value));
  }
  return parsed.get(value);
}

function parseFormatName(value: string): NamedFormat | undefined {
  const words = value.replace(/\+/g, ' ').trim().toLowerCase();
  const [full = '', ...parameters] = words.replace(FREESWITCH, '$1;rate=$2;channels=$3').split(/[;,]/);
  const said = parametersOf(parameters);
  // RFC 4855: `L16/44100/2`.
  const [, name, rate, channels] = /^(.*?)(?:\/(\d{4,6})(?:\/(\d{1,2}))?)?$/s.exec(full.trim())!;
  const plain = find(name!.replace(MEDIA_TYPE, ''));
  if (!plain) return undefined;
  // GStreamer caps have the sample format in a parameter.
  const isGeneral = plain.kind === 'none' || (plain.kind === 'linear' && plain.bits === undefined);
  const exact = isGeneral && said.format !== undefined ? find(said.format.replace(MEDIA_TYPE, '')) : undefined;
  const known = exact && exact.kind !== 'none' && !isFile(exact) ? exact : plain;
  return {
    ...known,
    bits: known.bits ?? said.bits,
    bigEndian: known.bigEndian ?? said.bigEndian,
    rate: said.rate ?? rate ?? known.rate,
    channels: said.channels ?? channels ?? known.channels,
  };
}

function find(name: string): NamedFormat | undefined {
  if (name === '') return { kind: 'none' };
  const plain = name.replace(/[µμ]/g, 'mu').replace(/[-. /+@:]/g, '_');
  for (const candidate of [plain, plain.replace(/^x_/, ''), plain.replace(/^(?:x_)?pcm_/, '')]) {
    if (Object.hasOwn(NAMES, candidate)) return NAMES[candidate];
  }
  const slin = SLIN.exec(plain);
  if (slin) return { kind: 'signed', bits: 16, rate: slin[1] === '44' ? 44100 : Number(slin[1] ?? 8) * 1000 };
  const [, order, letter, bytes] = IN_BYTES.exec(plain) ?? [];
  if (letter !== undefined)
    return { ...LETTERS[letter]!, bits: Number(bytes) * 8, bigEndian: order === '>' } as NamedFormat;
  return readWords(plain);
}

/** Combines the words of a name; undefined if one of them is unknown, or they contradict one another. */
function readWords(name: string): NamedFormat | undefined {
  const found: Word = {};
  for (let at = 0; at < name.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(name);
    if (!token) return undefined;
    const { kind, bits, ...others } = meaningOf(token.groups!);
    if (kind && KINDS.indexOf(kind) > KINDS.indexOf(found.kind ?? 'none')) found.kind = kind;
    found.kind ??= kind;
    if (bits !== undefined && found.bits !== undefined && bits !== found.bits && !isFile(found)) return undefined;
    Object.assign(found, bits !== undefined && { bits }, others);
  }
  const { kind, bits, ...others } = found;
  if (kind === undefined) return undefined;
  if (isFile(found)) return { kind };
  // The 8 of UTF-8 is not a sample width.
  return kind === 'none' ? { kind, ...others } : { kind, bits, ...others };
}

function isFile({ kind }: { kind?: Kind }): boolean {
  return kind !== undefined && KINDS.indexOf(kind) >= KINDS.indexOf('compressed');
}

function meaningOf({ word, letter, planar, khz, rate, bits, number }: Partial<Record<string, string>>): Word {
  if (word !== undefined) return MEANINGS.get(word.replaceAll('_', ''))!;
  if (letter !== undefined) return LETTERS[letter]!;
  if (planar !== undefined) return { planar: true };
  if (khz !== undefined) return { rate: Number(khz.replace('_', '.')) * 1000 };
  if (rate !== undefined) return { rate };
  if (bits !== undefined) return { kind: 'linear', bits: Number(bits) };
  if (number === undefined) return {};
  return Number(number) < LEAST_RATE ? { bits: Number(number) } : { rate: number };
}

/** Reads the parameters of a MIME type, or the fields of GStreamer caps. */
function parametersOf(parameters: readonly string[]): Omit<Word, 'kind'> & { format?: string } {
  const values: Partial<Record<string, string>> = Object.fromEntries(
    parameters.map((parameter) => {
      const bare = /^\s*(\d+)\s*$/.exec(parameter)?.[1];
      if (bare !== undefined) return [Number(bare) < LEAST_RATE ? 'channels' : 'rate', bare];
      const [name = '', value = ''] = parameter.split('=').map((part) => part.trim());
      return [name.replace(/[-_]/g, ''), value.replace(/^"|"$/g, '').replace(/^\([a-z]+\)/, '')];
    }),
  );
  const bits = Number(values.bits ?? values.bit ?? values.samplesizebits ?? values.bitspersample ?? values.width);
  const order = values.endianness ?? values.endian ?? values.byteorder ?? values.isbigendian;
  return {
    format: values.format ?? values.encoding ?? values.codec ?? values.codecs,
    bits: Number.isInteger(bits) ? bits : undefined,
    bigEndian: order === undefined ? undefined : /^(?:big|be|4321|true)/.test(order),
    rate: notEmpty(values.rate ?? values.samplerate ?? values.sampleratehertz),
    channels: notEmpty(values.channels ?? values.channelcount),
  };
}

function notEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function all(word: Word, names: string): Record<string, Word> {
  return Object.fromEntries(names.split(' ').map((name) => [name, word]));
}

function longestFirst(words: Record<string, Word>): string {
  const names = Object.keys(words).sort((one, other) => other.length - one.length);
  return names.map((name) => name.replaceAll('_', '_?')).join('|');
}
