import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { SpeechApiServer } from '../../nodes/lib/built-in/server/speech-api-server';
import { ScriptedRecogniser } from './scripted-recogniser';

/** All words that a {@link ScriptedAppliance} knows. */
export const NUMBERED_WORDS: readonly string[] = Array.from({ length: 500 }, (_, index) => `word-${index}`);

/** A built-in appliance in a process of its own, with a recogniser that reads words off scripted audio. */
export class ScriptedAppliance {
  private constructor(
    private readonly child: ChildProcess,
    /** Host and port. */
    readonly address: string,
  ) {}

  static async start(): Promise<ScriptedAppliance> {
    const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), __filename], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return new ScriptedAppliance(child, line.toString().trim());
  }

  /** How many sessions run. */
  async sessions(): Promise<number> {
    const response = await fetch(`http://${this.address}/session_status`, { headers: { connection: 'close' } });
    return ((await response.json()) as { active_sessions: unknown[] }).active_sessions.length;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}

if (require.main === module) {
  void SpeechApiServer.listen(new ScriptedRecogniser(NUMBERED_WORDS), { port: 0, sessions: 50 }).then((server) => {
    console.log(new URL(server.url).host);
  });
}
