import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationTable } from '../../nodes/lib/speech-api/configuration-table';
import {
  CloseCode,
  type ClientMessage,
  type InfoType,
  type ServerMessage,
  type WarningType,
} from '../../nodes/lib/speech-api/messages';
import { endVerdicts, errorVerdicts } from '../../nodes/lib/speech-api/outcome-catalogue';
import { ROOT } from '../../dev/root';

/** The compiler finds a name that is missing here. */
const messages: Record<(ClientMessage | ServerMessage)['message'], true> = {
  StartRecognition: true,
  AddChannelAudio: true,
  EndOfChannel: true,
  EndOfStream: true,
  SetRecognitionConfig: true,
  ForceEndOfUtterance: true,
  GetSpeakers: true,
  RecognitionStarted: true,
  AudioAdded: true,
  ChannelAudioAdded: true,
  AddPartialTranscript: true,
  AddTranscript: true,
  EndOfUtterance: true,
  AddPartialTranslation: true,
  AddTranslation: true,
  AudioEventStarted: true,
  AudioEventEnded: true,
  SpeakersResult: true,
  EndOfTranscript: true,
  Info: true,
  Warning: true,
  Error: true,
};

const remarks: Record<InfoType | WarningType, true> = {
  recognition_quality: true,
  concurrent_session_usage: true,
  model_redirect: true,
  deprecated: true,
  session_transfer: true,
  duration_limit_exceeded: true,
  idle_timeout: true,
  session_timeout: true,
  unsupported_translation_pair: true,
  empty_translation_target_list: true,
  add_audio_after_eos: true,
  speaker_id: true,
  validation_warning: true,
};

/** `docs/protocol.md, 4.2`, also `docs/protocol.md, 4.2 to 4.5`, in a comment of one line or more. */
const CITATION = /docs\/protocol\.md,?(?:\s*\*)?\s+(\d+(?:\.\d+)?)(?:(?:\s*\*)?\s+(?:to|and)\s+(\d+(?:\.\d+)?))?/g;

const page = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');
const headings = [...page.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => heading!);
const numbers = headings.map((heading) => /^[\d.]*\d/.exec(heading)?.[0]);

/** The cells of the table rows that begin with a name. */
const rows = [...page.matchAll(/^\| `(\w+)` *\|([^|]*)\|/gm)].map(([, name, cell]) => [name!, cell!.trim()] as const);

function fieldsOf(rule: object): string[] {
  return Object.entries(rule).flatMap(([name, inner]: [string, unknown]) => [
    ...(['fields', 'list', 'textOr'].includes(name) ? [] : [name]),
    ...(typeof inner === 'object' && inner !== null ? fieldsOf(inner) : []),
  ]);
}

function sourcesIn(...folders: string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((name) => /\.(ts|mts|mjs|html)$/.test(name));
}

/** What comments cite of the page, and where. */
function citations(): { file: string; section: string }[] {
  return sourcesIn('nodes', 'dev', 'scripts', 'test').flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(CITATION)].flatMap(([, from, to]) =>
      [from, to].flatMap((section) => (section === undefined ? [] : [{ file, section }])),
    ),
  );
}

describe('docs/protocol.md', () => {
  it('names every message', () => {
    const missing = Object.keys(messages).filter((name) => !page.includes(`\`${name}\``));
    assert.deepEqual(missing, []);
  });

  it('names every type of Info and Warning', () => {
    const missing = Object.keys(remarks).filter((name) => !page.includes(`| \`${name}\` `));
    assert.deepEqual(missing, []);
  });

  it('names every field of the configuration objects', () => {
    const missing = fieldsOf(configurationTable).filter((name) => !new RegExp(`\\b${name}\\b`).test(page));
    assert.deepEqual(missing, []);
  });

  it('says of every outcome whether it is retried, as the tables in the code do', () => {
    for (const [code, [retryable]] of Object.entries({ ...errorVerdicts, ...endVerdicts })) {
      const verdicts = rows.flatMap(([name, cell]) => (name === code && /^(yes|no)$/.test(cell) ? [cell] : []));
      assert.deepEqual(verdicts, [retryable ? 'yes' : 'no'], code);
    }
  });

  it('names no outcome that the code does not know', () => {
    const known = Object.keys({ ...errorVerdicts, ...endVerdicts });
    const codes = rows.flatMap(([name, cell]) => (/^[a-z_]+$/.test(name) && /^(yes|no)$/.test(cell) ? [name] : []));
    assert.deepEqual(codes.toSorted(), known.toSorted());
  });

  it('names every close code', () => {
    const missing = Object.values(CloseCode).filter((code) => !new RegExp(`^\\| ${code}\\b`, 'm').test(page));
    assert.deepEqual(missing, []);
  });

  it('numbers its sections in order', () => {
    let [chapter, section] = [0, 0];
    for (const number of numbers) {
      [chapter, section] = number?.includes('.') ? [chapter, section + 1] : [chapter + 1, 0];
      assert.equal(number, section === 0 ? `${chapter}` : `${chapter}.${section}`);
    }
  });

  it('links to sections of its own that exist', () => {
    const anchors = headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    );
    const missing = [...page.matchAll(/\]\(#([^)]+)\)/g)]
      .map(([, anchor]) => anchor!)
      .filter((a) => !anchors.includes(a));
    assert.deepEqual(missing, []);
  });

  it('has every section that a comment cites', () => {
    const missing = citations().filter(({ section }) => !numbers.includes(section));
    assert.deepEqual(missing, []);
  });
});
