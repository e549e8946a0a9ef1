import { locateRecogniser } from '../../nodes/lib/built-in/recogniser/packages';
import { loadNativeEngine } from '../../nodes/lib/built-in/recogniser/engine/native-engine';
import { SileroModel } from '../../nodes/lib/built-in/recogniser/silero/model';
import { SileroVoiceActivity } from '../../nodes/lib/built-in/recogniser/silero/voice-activity';
import { EnergyVoiceActivity } from '../../nodes/lib/built-in/recogniser/voice-activity';
import { knownRecordings } from './recognise/recordings';
import { alignText } from './recognise/forced-alignment';
import { normalisedWords } from '../../dev/word-error-rate';
const R = 16000;
async function main() {
  const paths = locateRecogniser(); const engine = await loadNativeEngine(paths.engines.native!);
  const model = await SileroModel.load(paths, engine);
  const all = (await knownRecordings()).flatMap((s) => s.recordings);
  for (const name of process.argv.slice(2)) {
    const r = all.find((x) => x.name === name)!;
    const times = (await alignText(r.samples, normalisedWords(r.text)))!; const end = times.at(-1)!.end;
    const a = new Float32Array(r.samples.length + R); a.set(r.samples);
    let prob = 0;
    const va = new SileroVoiceActivity(async (...x) => { const o = await model.listen(...x); prob = o.probability; return o; }); const en = new EnergyVoiceActivity();
    console.log(name, 'end', end, 'length', r.samples.length / R);
    let line = '';
    for (let s = 0; s + 320 <= a.length; s += 320) {
      const f = a.subarray(s, s + 320); const v = await va.isVoice(f); const e = en.isVoice(f);
      let p = 0; for (const x of f) p += x * x; const t = (s + 320) / R;
      const db = 10 * Math.log10(p / 320 + 1e-10);
      if (t > end - 0.3 && t < end + 0.4) line += `${(t - end).toFixed(2)}:${db.toFixed(0)}${e ? 'E' : ' '}${prob.toFixed(2)}${v ? 'V' : ' '} `;
    }
    console.log(line);
  }
}
void main();
