import type { Node, NodeAPI, NodeDef } from 'node-red';
import { RunningTests } from './lib/appliance/running-tests';
import { CodedError } from './lib/errors/coded-error';
import { helpUrl } from './lib/errors/help';
import { type MessageIdentity, settle } from './lib/message/copy-message';
import type { FlowMessage } from './lib/message/flow-message';
import { isObject } from './lib/settings/validators';
import { AudioSource } from './lib/source/audio-source';
import { listDevices, withDevice } from './lib/source/devices';
import { chooseEngine } from './lib/source/engine';
import { chooseFiles } from './lib/source/file-choice';
import { feedOf } from './lib/source/open-plan';
import { originOf, systemOf } from './lib/source/origin';
import { installedPrograms } from './lib/source/programs';
import { readSourceSettings, type StoredSourceSettings } from './lib/source/source-settings';
import { errorStatus, type SourceStatus } from './lib/source/status';
import { type Trial, tryFeed } from './lib/source/trial';
import { systemClock as clock } from './lib/time/clock';

interface SourceCredentials {
  user?: string;
  password?: string;
}

interface SourceDef extends NodeDef, Omit<StoredSourceSettings, 'user' | 'password'> {}

interface SourceNode extends Node<SourceCredentials> {
  /** The address that its user and password are for. */
  url: unknown;
}

/** What the dialog is told of a trial; `code` is `completed` if audio came. */
type TrialAnswer = { code: 'completed' } & Trial;
type FaultAnswer = { code: string; reason: string };

const TYPE = 'speechmatics-audio-source';
/** Status texts are keys of this node set's catalogue; inside subflows only the full name is found. */
const CATALOGUE = `node-red-contrib-speechmatics/${TYPE}`;

export = (RED: NodeAPI): void => {
  function AudioSourceNode(this: SourceNode, def: SourceDef): void {
    RED.nodes.createNode(this, def);
    this.url = def.url;
    const show = ({ text, time, ...status }: SourceStatus): void => {
      const key = `${CATALOGUE}:status.${text}`;
      // A text of the catalogue can't have a time in it: it is put behind, in the language of the runtime.
      this.status({ ...status, ...(time && { time }), text: time ? `${RED._(key)} ${time}` : key });
    };
    const report = (error: Error, message: MessageIdentity): void => this.error(error, message);
    // Called by timers too: what is thrown there would end Node-RED.
    const deliver = (outputs: (FlowMessage[] | FlowMessage | null)[]): void => {
      try {
        this.send(outputs);
      } catch (error) {
        report(CodedError.from(error), {});
      }
    };
    const open = (): AudioSource | CodedError => {
      try {
        const settings = readSourceSettings({ ...def, ...this.credentials });
        return new AudioSource(
          settings,
          { programs: installedPrograms, clock },
          {
            audio: (messages) => deliver([messages, null]),
            event: (message) => deliver([null, message]),
            status: show,
            error: (error, topic) => report(error, topic === '' ? {} : { topic }),
          },
        );
      } catch (error) {
        return CodedError.from(error);
      }
    };
    const source = open();
    // Other nodes hear nothing before all of them are built.
    const starting = setImmediate(() => {
      if (source instanceof CodedError) show(errorStatus(source.code));
      else source.begin();
    });
    this.on('input', (message, _send, done) => {
      const end = (error?: Error): void => settle(done, error, message, report);
      if (source instanceof CodedError) end(source);
      else source.input(message, end);
    });
    this.on('close', (done: () => void) => {
      clearImmediate(starting);
      if (source instanceof CodedError) done();
      else void source.close().then(done, done);
    });
  }

  async function trial(body: unknown): Promise<TrialAnswer> {
    const typed = isObject(body) ? body : {};
    const settings = readSourceSettings({ ...typed, ...accessFor(typed), start: 'message' });
    const { rate, ffmpeg } = settings;
    const [file] = settings.source === 'file' ? await chooseFiles(settings.path) : [];
    const place = await withDevice(settings, installedPrograms, ffmpeg);
    const plan = chooseEngine(
      originOf(place, installedPrograms, file),
      { rate, isMixed: true },
      installedPrograms,
      ffmpeg,
    );
    return { code: 'completed', ...(await tryFeed(feedOf(plan, rate, installedPrograms), rate, clock)) };
  }

  /** A password that is stored is given to the place that it is stored for, and to no other. */
  function accessFor({ id, url, user, password }: Record<string, unknown>): SourceCredentials {
    const name = typeof user === 'string' ? user : '';
    if (typeof password === 'string') return { user: name, password };
    const node = (typeof id === 'string' ? RED.nodes.getNode(id) : undefined) as SourceNode | undefined;
    const isSame = node?.type === TYPE && placeOf(node.url) !== '' && placeOf(node.url) === placeOf(url);
    return { user: name, password: isSame ? (node.credentials.password ?? '') : '' };
  }

  const tests = new RunningTests();
  RED.httpAdmin.post(`/${TYPE}/try`, RED.auth.needsPermission(`${TYPE}.write`), (request, response) => {
    // A page from elsewhere can post a form to a browser's own network, but no JSON.
    if (!request.is('application/json')) {
      response.status(415).json({ code: 'invalid_request', reason: 'The trial takes JSON only.' });
      return;
    }
    const { username = '' } = (request as { user?: { username?: string } }).user ?? {};
    void tests
      .run(username, () => trial(request.body))
      .catch(failed)
      .then((answer) => response.json({ ...answer, help: helpUrl(answer.code) }));
  });
  RED.httpAdmin.get(`/${TYPE}/devices`, RED.auth.needsPermission(`${TYPE}.read`), (request, response) => {
    const devices = async (): Promise<object> => {
      const { system } = readSourceSettings({ system: request.query.system });
      return { devices: await listDevices(systemOf(system, installedPrograms), installedPrograms) };
    };
    void devices()
      .catch(failed)
      .then((answer) => response.json(answer));
  });

  const credentials = { user: { type: 'text' }, password: { type: 'password' } } as const;
  RED.nodes.registerType<SourceNode, SourceDef, object, SourceCredentials>(TYPE, AudioSourceNode, { credentials });
};

function placeOf(url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url)) return '';
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function failed(error: unknown): FaultAnswer {
  const { code, message } = CodedError.from(error);
  return { code, reason: message };
}
