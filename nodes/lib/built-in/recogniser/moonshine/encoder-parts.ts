import { SECOND_KERNEL, type Architecture } from './architecture';
import { graphOf, integersAttribute, modelOf, operationsOf, required, type GraphTensor, type Operation } from './onnx';

/** Tensors between the parts of an encoder, and into them. */
export const TENSORS = {
  samples: 'input_values',
  activations: '/Tanh_output_0',
  features: 'features',
  scale: 'scale',
  level: 'level',
  states: 'last_hidden_state',
};

/** An encoder in two: what sees a few samples only, and what sees all of them. */
export interface EncoderParts {
  /**
   * Samples [1, samples] to the activations of the first convolution [1, channels, first steps], and to the features,
   * which are what the second makes of these [1, steps, channels].
   */
  frontEnd: Buffer;
  /**
   * Features, scale [1] and level [1, channels of the first convolution, {@link SECOND_KERNEL}] to the states [1, frames, size].
   */
  transformer: Buffer;
}

/**
 * Cuts an encoder between what looks at a few samples at a time and what looks at all of them, so that the former need
 * not be computed again when the audio grows. Between its first two convolutions is a normalisation by mean and
 * deviation of the whole audio, but the second convolution is linear: convolution(weight (x - mean) / deviation + bias) =
 * convolution(weight x) / deviation + convolution(bias - weight mean / deviation). The first term's convolution is the
 * features; the second term is the same for each step, one convolution of a single piece.
 *
 * @param file the ONNX file, left unchanged
 * @throws RangeError when the file has another structure
 */
export function splitEncoder(file: Buffer, { firstChannels, secondChannels }: Architecture): EncoderParts {
  const operations = operationsOf(file, graphOf(file));
  const named = (name: string): Operation =>
    required(
      operations.find((operation) => operation.name === name),
      name,
    );
  const convolution = named('/conv2/Conv');
  const weighting = named('/groupnorm/Mul');
  const [, weight] = weighting.inputs;
  const [, kernel] = convolution.inputs;
  const [output] = convolution.outputs;

  const frontEnd = [
    ...operations,
    operation('Mul', [TENSORS.activations, weight!], 'weighted'),
    { ...operation('Conv', ['weighted', kernel!], 'convolved'), attributes: convolution.attributes },
    transposition('convolved', TENSORS.features),
  ];
  const transformer = operations.flatMap((each) => {
    if (each === weighting) return [{ ...weighting, inputs: [TENSORS.level, weight!] }];
    if (each !== convolution) return [each];
    return [
      { ...convolution, outputs: ['offset'] },
      transposition(TENSORS.features, 'by_channel'),
      operation('Mul', ['by_channel', TENSORS.scale], 'scaled'),
      operation('Add', ['scaled', 'offset'], output!),
    ];
  });
  const float = (name: string, ...dimensions: (number | string)[]): GraphTensor => ({
    name,
    type: 'float32',
    ...(dimensions.length > 0 && { dimensions }),
  });
  return {
    frontEnd: modelOf(
      file,
      frontEnd,
      [float(TENSORS.samples, 1, 'samples')],
      [float(TENSORS.activations), float(TENSORS.features)],
    ),
    transformer: modelOf(
      file,
      transformer,
      [
        float(TENSORS.features, 1, 'steps', secondChannels),
        float(TENSORS.scale, 1),
        float(TENSORS.level, 1, firstChannels, SECOND_KERNEL),
      ],
      [float(TENSORS.states)],
    ),
  };
}

function operation(operator: string, inputs: string[], output: string): Operation {
  return { name: `${operator} ${output}`, operator, inputs, outputs: [output], attributes: [] };
}

/** Changes the last two of three dimensions. */
function transposition(input: string, output: string): Operation {
  return { ...operation('Transpose', [input], output), attributes: [integersAttribute('perm', [0, 2, 1])] };
}
