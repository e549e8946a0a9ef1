import {
  childrenOf,
  GRAPH,
  graphOf,
  integerAttribute,
  nodeField,
  ATTRIBUTE,
  ELEMENT_TYPES,
  MODEL,
  NODE,
  operationOf,
  operatorOf,
  required,
  tensorField,
  withGraph,
  type Operation,
} from './onnx';
import { bytesOf, fieldsOf, lengthDelimited, stringField, type Field } from './protobuf';

/** The name of the graph output that {@link fitDecoder} adds for a layer; its shape is [1, heads, tokens, frames]. */
export function attentionOutput(layer: number): string {
  return `cross_attention.${layer}`;
}

/** The name of the graph input that {@link fitDecoder} adds: indices of the tokens after which scores are wanted, [positions]. */
export const SCORED_INPUT = 'scored_positions';

/**
 * Fits a merged decoder to our use. It also gives the cross-attention weights of some layers, which word times are read
 * from, and it gives scores for those positions only that are asked for: its last layer is the largest, and nobody asks
 * what might follow a token that is settled.
 *
 * The decoder's graph is one `If` node with a branch for the first step and one for those that have a cache. Both
 * compute the weights, so their tensors become outputs of the branches, of the `If` and of the graph. Both convert the
 * weights of the last layer, which is done before the `If` instead, so that they are in memory once.
 *
 * @param file the ONNX file, left unchanged
 * @throws RangeError when the file has another structure
 */
export function fitDecoder(file: Buffer, layers: readonly number[]): Buffer {
  const graph = graphOf(file);
  const choice = required(
    childrenOf(file, graph, GRAPH.node).find((node) => operatorOf(file, node) === 'If'),
    'If node',
  );
  const newChoice = lengthDelimited(
    GRAPH.node,
    ...fieldsOf(file, choice).map((field) =>
      field.number === NODE.attribute ? fitBranch(file, field, layers) : bytesOf(file, field),
    ),
    ...layers.map((layer) => stringField(NODE.output, attentionOutput(layer))),
  );
  const branch = branchOf(file, required(childrenOf(file, choice, NODE.attribute)[0], 'branch'));
  const newGraph = lengthDelimited(
    MODEL.graph,
    ...convertedWeights(file, branch).map(nodeField),
    ...fieldsOf(file, graph).map((field) => (field.start === choice.start ? newChoice : bytesOf(file, field))),
    tensorField(GRAPH.input, { name: SCORED_INPUT, type: 'int64', dimensions: ['positions'] }),
    ...layers.map((layer) => tensorField(GRAPH.output, { name: attentionOutput(layer), type: 'float32' })),
  );
  return withGraph(file, newGraph);
}

/** An attribute of the `If` is a branch: it holds a graph. */
function fitBranch(file: Buffer, attribute: Field, layers: readonly number[]): Buffer {
  const branch = branchOf(file, attribute);
  const nodes = childrenOf(file, branch, GRAPH.node);
  const softmaxes = nodes.filter((node) => operatorOf(file, node) === 'Softmax').map((node) => operationOf(file, node));
  const outputs = layers.map((layer) => {
    const name = new RegExp(`layers\\.${layer}/encoder_attn/`);
    const softmax = required(
      softmaxes.find((operation) => name.test(operation.name)),
      `cross-attention of layer ${layer}`,
    );
    return tensorField(GRAPH.output, { name: softmax.outputs[0]!, type: 'float32' });
  });
  const last = lastLayer(file, branch);
  const shared = weightsOfLastLayer(file, branch).map(({ start }) => start);
  return lengthDelimited(
    NODE.attribute,
    ...fieldsOf(file, attribute).map((field) =>
      field.number === ATTRIBUTE.graph
        ? lengthDelimited(
            ATTRIBUTE.graph,
            ...fieldsOf(file, branch)
              .filter(({ start }) => !shared.includes(start))
              .flatMap((part) =>
                part.start === last.start ? scoring(operationOf(file, last)).map(nodeField) : [bytesOf(file, part)],
              ),
            ...outputs,
          )
        : bytesOf(file, field),
    ),
  );
}

function branchOf(file: Buffer, attribute: Field): Field {
  return required(childrenOf(file, attribute, ATTRIBUTE.graph)[0], 'branch');
}

/** The node that computes the scores. */
function lastLayer(file: Buffer, branch: Field): Field {
  return producerOf(file, branch, 'logits');
}

/**
 * What turns and converts the weights of the last layer from bytes to floats. An engine that sees the one operation that is
 * made for it leaves it in the graph, in case it finds an operation that takes bytes, finds none, and converts all of
 * them in every step. Ordinary arithmetic it computes when it loads the model.
 */
function convertedWeights(file: Buffer, branch: Field): Operation[] {
  const [turning, conversion] = weightsOfLastLayer(file, branch).map((node) => operationOf(file, node));
  const [bytes, scale, zero] = conversion!.inputs;
  const operation = (operator: string, inputs: string[], output: string): Operation => ({
    name: `${operator} ${output}`,
    operator,
    inputs,
    outputs: [output],
    attributes: operator === 'Cast' ? [integerAttribute('to', ELEMENT_TYPES.float32)] : [],
  });
  return [
    turning!,
    operation('Cast', [bytes!], 'weights_as_floats'),
    operation('Cast', [zero!], 'zero_as_float'),
    operation('Sub', ['weights_as_floats', 'zero_as_float'], 'weights_from_zero'),
    operation('Mul', ['weights_from_zero', scale!], conversion!.outputs[0]!),
  ];
}

/** The nodes, in order, that turn and convert the weights of the last layer. They are the same in both branches. */
function weightsOfLastLayer(file: Buffer, branch: Field): Field[] {
  const [, weights] = operationOf(file, lastLayer(file, branch)).inputs;
  const conversion = producerOf(file, branch, weights!);
  const [turned] = operationOf(file, conversion).inputs;
  return [producerOf(file, branch, turned!), conversion];
}

function producerOf(file: Buffer, branch: Field, tensor: string): Field {
  return required(
    childrenOf(file, branch, GRAPH.node).find((node) => operationOf(file, node).outputs.includes(tensor)),
    tensor,
  );
}

/** The last layer, of the positions that are asked for. */
function scoring(last: Operation): Operation[] {
  const [states, ...weights] = last.inputs;
  const picked = 'scored_states';
  return [
    {
      name: 'pick scored positions',
      operator: 'Gather',
      inputs: [states!, SCORED_INPUT],
      outputs: [picked],
      attributes: [integerAttribute('axis', 1)],
    },
    { ...last, inputs: [picked, ...weights] },
  ];
}
