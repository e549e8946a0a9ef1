import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';

/** A command of a document. */
export interface DocumentedCommand {
  file: string;
  command: string;
}

/** Programs by which a command is known where it stands in a sentence; `npm run x`, not the word `npm`. */
const PROGRAMS = [
  ...['npm', 'npx', 'node', 'node-red', 'cd', 'curl', 'wget', 'sudo', 'apt', 'apt-get', 'apk', 'brew', 'winget', 'pip'],
  ...[
    'docker',
    'podman',
    'systemctl',
    'ffmpeg',
    'ffplay',
    'arecord',
    'sox',
    'mosquitto_pub',
    'mosquitto_sub',
    'haproxy',
  ],
  ...['mosquitto', 'ssh', 'openssl', 'git', 'python3', 'espeak-ng'],
];

const COMMAND = new RegExp(`^(?:[A-Z_\\d]+=\\S+ +)*(?:${PROGRAMS.join('|')}) +\\S`);
/** A block that is marked as shell. */
const SHELL_BLOCK = /^```(?:sh|bash|shell|console)\n([\s\S]*?)^```/gm;
const ANY_BLOCK = /^```[\s\S]*?^```/gm;

/** All Markdown files that users and contributors read. */
export const documents = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

function withoutComment(line: string): string {
  return line.replace(/(^| +)#( .*)?$/, '').trim();
}

/** Every line of a shell block is a command; elsewhere what begins with a program and has arguments. */
export function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(SHELL_BLOCK)].flatMap(([, block]) => block!.split('\n').map(withoutComment));
  const prose = markdown.replaceAll(ANY_BLOCK, '');
  const indented = prose.split('\n').flatMap((line) => (/^ {4}\S/.test(line) ? [withoutComment(line)] : []));
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!.trim());
  return [...blocks.filter(Boolean), ...[...indented, ...inline].filter((code) => COMMAND.test(code))];
}

/** What stands in the help of a node, as Markdown would have it. */
function codeOfHelp(html: string): string {
  return [...html.matchAll(/<(pre|code)>([\s\S]*?)<\/\1>/g)]
    .flatMap(([, , code]) => code!.replaceAll('&quot;', '"').replaceAll('&amp;', '&').split('\n'))
    .map((line) => `\`${line.trim()}\``)
    .join('\n');
}

function inFolder(folder: string, ending: string, textOf: (content: string) => string): [string, string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => [join(folder, name), textOf(readFileSync(join(ROOT, folder, name), 'utf8'))]);
}

/** The descriptions of the nodes and tabs of an example. */
function infoOf(flow: string): string {
  return (JSON.parse(flow) as { info?: string }[]).map(({ info = '' }) => info).join('\n\n');
}

/** The commands of documents, of the help of nodes, and of what examples say. */
export function documentedCommands(): DocumentedCommand[] {
  return [
    ...documents.map((file): [string, string] => [file, readFileSync(join(ROOT, file), 'utf8')]),
    ...inFolder('nodes/locales', '.html', codeOfHelp),
    ...inFolder('examples', '.json', infoOf),
  ].flatMap(([file, text]) => commandsOf(text).map((command) => ({ file, command })));
}
