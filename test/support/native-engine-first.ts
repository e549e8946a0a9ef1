import { createRequire } from 'node:module';
import { nativeTarget } from '../../nodes/lib/built-in/recogniser/engine/native-target';

// The native engine can't be loaded again in a process once the thread that loaded it first has ended, and tests start many
// threads. In the built-in appliance there is one, and a new process after it.
if (nativeTarget()) createRequire(__filename)('onnxruntime-node');
