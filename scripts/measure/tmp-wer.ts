import { MoonshineRecogniser } from '../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import { knownRecordings } from './recognise/recordings';
import { normalisedWords, wordErrors } from '../../dev/word-error-rate';
const [model = 'base', trigger = '0', maxDelay='2', longest = '6', cost='0.1', seed='0', piece='0.1'] = process.argv.slice(2);
const R = 16000;
async function main() {
  const all = (await knownRecordings()).flatMap((s) => s.recordings).filter((r) => r.samples.length < Number(longest) * R && r.samples.length > Number(process.env.QA_MIN ?? 0) * R);
  let t = 0;
  const rec = new MoonshineRecogniser({ engine: (process.env.QA_ENGINE ?? 'native') as 'native', now: () => (t += Number(cost) * 1000) });
  let errors = 0, words = 0, finals = 0, fw = 0, closed = 0, single = 0; const c0 = process.cpuUsage(); const wrong: string[] = []; let sec = 0;
  for (const r of all) {
    const out: string[] = [];
    const s = await rec.open({ model: model as 'tiny', partials: true, maxDelay: Number(maxDelay), endOfUtteranceSilence: Number(trigger) }, (e) => {
      if (e.type === 'final') { finals++; const n = e.words.filter((w) => w.type === 'word').length; fw += n; if (e.words.at(-1)!.type === 'punctuation') closed++; if (n === 1) single++; out.push(e.words.map((w) => w.content).join(' ')); }
    });
    const a = new Float32Array(r.samples.length + R + Number(seed)); a.set(r.samples, Number(seed));
    const n = Math.round(R * Number(piece));
    for (let i = 0; i < a.length; i += n) await s.accept(a.slice(i, i + n));
    await s.finish(); s.close();
    const e = wordErrors(r.text, out.join(' ')); errors += e; words += normalisedWords(r.text).length; sec += r.samples.length / R;
    if (e || process.env.QA_F) wrong.push(`${r.name} ${e}: ${out.join(' | ')}`);
  }
  const c = process.cpuUsage(c0);
  console.log(`clause ${process.env.QA_CLAUSE} lead ${process.env.QA_LEAD} old ${process.env.QA_OLD ?? '-'} ${model} trig ${trigger} delay ${maxDelay} seed ${seed}: ${errors}/${words} = ${((100 * errors) / words).toFixed(1)} %, finals ${finals}, words ${(fw / finals).toFixed(1)}, closed ${((100 * closed) / finals).toFixed(0)} %, single ${((100 * single) / finals).toFixed(0)} %, cpu rtf ${((c.user + c.system) / 1e6 / sec).toFixed(3)}`);
  if (process.env.QA_V) console.log(wrong.join('\n'));
  await rec.close();
}
void main();
