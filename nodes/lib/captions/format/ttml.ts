import type { Cue } from '../cue';
import { clockTime, escapeMarkup, type CaptionFormat, type Place } from './format';

const NAMESPACES = [
  'xmlns="http://www.w3.org/ns/ttml"',
  'xmlns:ttp="http://www.w3.org/ns/ttml#parameter"',
  'xmlns:tts="http://www.w3.org/ns/ttml#styling"',
  'xmlns:ttm="http://www.w3.org/ns/ttml#metadata"',
  'xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling"',
  'xmlns:ebuttm="urn:ebu:tt:metadata"',
  'xmlns:ebutts="urn:ebu:tt:style"',
].join(' ');

const PROFILES = [
  'urn:ebu:tt:distribution:2018-04',
  'http://www.w3.org/ns/ttml/profile/imsc1/text',
  'http://www.w3.org/ns/ttml/profile/imsc1.1/text',
]
  .map((profile) => `<ebuttm:conformsToStandard>${profile}</ebuttm:conformsToStandard>`)
  .join('');

/** Characters that XML cannot contain. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** TTML in the profile of EBU-TT-D, which IMSC players play: `.ttml`. @param language code, for example `en` */
export function ttml({ position, align }: Place, language = ''): CaptionFormat {
  const area = 'tts:origin="10% 10%" tts:extent="80% 80%"';
  const display = `tts:displayAlign="${position === 'top' ? 'before' : 'after'}"`;
  return {
    extension: '.ttml',
    head:
      `<?xml version="1.0" encoding="UTF-8"?>\n<tt ${NAMESPACES} xml:lang="${attribute(language)}" ttp:timeBase="media" ` +
      `ttp:cellResolution="32 15">\n<head>\n<metadata><ebuttm:documentMetadata>${PROFILES}</ebuttm:documentMetadata></metadata>\n` +
      '<styling>\n<style xml:id="paragraph" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%" ' +
      `tts:lineHeight="normal" tts:textAlign="${align}"/>\n<style xml:id="rtl" tts:direction="rtl"/>\n` +
      '<style xml:id="text" tts:color="#ffffff" tts:backgroundColor="#000000c2"/>\n</styling>\n' +
      `<layout>\n<region xml:id="screen" ${area} ${display}/>\n</layout>\n</head>\n<body>\n<div>\n`,
    tail: '</div>\n</body>\n</tt>\n',
    cue(cue, number) {
      const style = cue.direction === 'rtl' ? 'paragraph rtl' : 'paragraph';
      const times = `begin="${clockTime(cue.start, '.')}" end="${clockTime(cue.end, '.')}"`;
      return `<p xml:id="cue${number}" ${times} region="screen" style="${style}">${spanOf(cue)}</p>\n`;
    },
  };
}

function spanOf({ lines }: Cue): string {
  return `<span style="text">${lines.map(({ text }) => escapeMarkup(text.replace(NOT_XML, ''))).join('<br/>')}</span>`;
}

function attribute(text: string): string {
  return escapeMarkup(text.replace(NOT_XML, '')).replaceAll('"', '&quot;');
}
