const HOUR = '(?<![\\d.:])([01]?\\d|2[0-4])';
const TO = /\b(?:(half|(?:a )?quarter)|(\d{1,2})(?: minutes?)?) (past|to) (\d{1,2})\b(?! \d)/g;
const HALF_DAY = /(?<!\d )\b(\d{1,2})(?: (\d{2}))? ?([ap]) ?m\b/g;

/**
 * Normalises English times of day that are written with a colon, am or pm ("7:30", "7 pm", "7.30 p.m."): a space in place of
 * the mark, and no minutes on the full hour.
 *
 * @param text as it came, in lower case
 */
export function withoutColons(text: string): string {
  return text
    .replaceAll(/\b([ap])\.? ?m\b\.?/g, '$1m')
    .replaceAll(
      new RegExp(`${HOUR}(?::([0-5]\\d)(?!:?\\d)|\\.([0-5]\\d)(?= ?[ap]m\\b))`, 'g'),
      (_, hour, ...minutes) => {
        const minute = String(minutes[0] ?? minutes[1]);
        return minute === '00' ? String(Number(hour)) : `${Number(hour)} ${minute}`;
      },
    );
}

/**
 * Normalises the times of day in English text with numbers in digits: "half past 7" to "7 30", "20 to 8" to "7 40", "7 pm" to
 * "19", "7 o'clock" to "7".
 */
export function timesInDigits(text: string): string {
  return text
    .replaceAll(/(?<=\d) (?:oh|o|0) (?=[1-9](?!\d))/g, ' 0')
    .replaceAll(/(?<=\d) o'?clock\b/g, '')
    .replaceAll(TO, (whole, part: string | undefined, minutes: string | undefined, side: string, hour: string) => {
      const minute = part === undefined ? Number(minutes) : part === 'half' ? 30 : 15;
      if (minute >= 60 || minute === 0) return whole;
      if (side === 'past') return `${hour} ${twoDigits(minute)}`;
      return `${Number(hour) === 1 ? 12 : Number(hour) - 1} ${twoDigits(60 - minute)}`;
    })
    .replaceAll(HALF_DAY, (whole, hour: string, minute: string | undefined, half: string) => {
      if (Number(hour) > 12) return whole;
      const hours = (Number(hour) % 12) + (half === 'p' ? 12 : 0);
      return minute === undefined || minute === '00' ? String(hours) : `${hours} ${minute}`;
    });
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
