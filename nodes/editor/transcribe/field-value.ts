import type { Field, Range } from './fields.js';

/** Converts a stored value for its control. */
export function toText({ kind }: Pick<Field, 'kind'>, stored: unknown): string {
  if (stored === undefined || stored === null) return '';
  if (kind === 'words' && Array.isArray(stored)) return stored.join(' ');
  return typeof stored === 'string' ? stored : JSON.stringify(stored);
}

/** Converts the value of a control to be stored; undefined: none. Environment variables stay text. */
export function toStored({ kind }: Pick<Field, 'kind'>, text: string): unknown {
  const value = text.trim();
  if (value === '') return undefined;
  if (/^\$\{.+\}$/.test(value)) return value;
  switch (kind) {
    case 'number':
      return isNaN(Number(value)) ? value : Number(value);
    case 'words':
      return value.split(/\s+/);
    case 'tick':
    case 'flag':
      return value === 'true' || value === 'false' ? value === 'true' : value;
    case 'text':
    case 'choice':
      return value;
  }
}

/** A hint about the value of a field: a key of the catalogue with its values. */
export interface Hint {
  key: 'not-a-number' | 'only-legacy' | 'only-current' | 'no-server';
  /** The ranges; a dash if the servers of a generation do not know the field. */
  legacy?: string;
  current?: string;
}

/** Returns a hint if servers of a generation would refuse the value. */
export function hintFor({ kind, ranges = {} }: Pick<Field, 'kind' | 'ranges'>, stored: unknown): Hint | undefined {
  if (kind !== 'number' || stored === undefined) return undefined;
  if (typeof stored === 'string' && /^\$\{.+\}$/.test(stored)) return undefined;
  const value = Number(stored);
  if (isNaN(value)) return { key: 'not-a-number' };
  const { legacy, current } = ranges;
  const [old, recent] = [legacy, current].map((range) => range && value >= range[0] && value <= range[1]);
  const written = { legacy: write(legacy), current: write(current) };
  if (legacy && current && old !== recent) return { key: old ? 'only-legacy' : 'only-current', ...written };
  if (old || recent || (!legacy && !current)) return undefined;
  return { key: 'no-server', ...written };
}

function write(range: Range | undefined): string {
  if (!range) return '-';
  const [lowest, highest] = range;
  return highest === Infinity ? `≥ ${lowest}` : `${lowest} - ${highest}`;
}
