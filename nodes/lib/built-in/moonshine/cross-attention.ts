import {
  bytesOf,
  fieldsOf,
  integerField,
  lengthDelimited,
  stringField,
  textOf,
  type Extent,
  type Field,
} from './protobuf';

/** Field numbers of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, output: 12 };
const NODE = { output: 2, name: 3, opType: 4, attribute: 5 };
const ATTRIBUTE = { graph: 6 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1 };
const FLOAT = 1;

/** The name of the graph output that {@link exposeCrossAttention} adds for a layer; its shape is [1, heads, tokens, frames]. */
export function attentionOutput(layer: number): string {
  return `cross_attention.${layer}`;
}

/**
 * Makes a merged decoder also give the cross-attention weights of some layers, which word times are read from. The
 * decoder's graph is one `If` node with a branch for the first step and one for those that have a cache; both compute
 * the weights, so their tensors become outputs of the branches, of the `If` and of the graph.
 *
 * @param file the ONNX file, left unchanged
 * @throws RangeError when the file has another structure
 */
export function exposeCrossAttention(file: Buffer, layers: readonly number[]): Buffer {
  const model: Extent = { valueStart: 0, end: file.length };
  const graph = required(childrenOf(file, model, MODEL.graph)[0], 'graph');
  const choice = required(
    childrenOf(file, graph, GRAPH.node).find((node) => operatorOf(file, node) === 'If'),
    'If node',
  );
  const newChoice = lengthDelimited(
    GRAPH.node,
    ...fieldsOf(file, choice).map((field) =>
      field.number === NODE.attribute ? exposeInBranch(file, field, layers) : bytesOf(file, field),
    ),
    ...layers.map((layer) => stringField(NODE.output, attentionOutput(layer))),
  );
  const newGraph = lengthDelimited(
    MODEL.graph,
    ...fieldsOf(file, graph).map((field) => (field.start === choice.start ? newChoice : bytesOf(file, field))),
    ...layers.map((layer) => floatOutput(attentionOutput(layer))),
  );
  return Buffer.concat(
    fieldsOf(file, model).map((field) => (field.start === graph.start ? newGraph : bytesOf(file, field))),
  );
}

/** An attribute of the `If` is a branch: it holds a graph. */
function exposeInBranch(file: Buffer, attribute: Field, layers: readonly number[]): Buffer {
  const branch = required(childrenOf(file, attribute, ATTRIBUTE.graph)[0], 'branch');
  const softmaxes = childrenOf(file, branch, GRAPH.node).filter((node) => operatorOf(file, node) === 'Softmax');
  const outputs = layers.map((layer) => {
    const name = new RegExp(`layers\\.${layer}/encoder_attn/`);
    const softmax = required(
      softmaxes.find((node) => name.test(stringOf(file, node, NODE.name))),
      `cross-attention of layer ${layer}`,
    );
    return floatOutput(stringOf(file, softmax, NODE.output));
  });
  return lengthDelimited(
    NODE.attribute,
    ...fieldsOf(file, attribute).map((field) =>
      field.number === ATTRIBUTE.graph
        ? lengthDelimited(ATTRIBUTE.graph, file.subarray(branch.valueStart, branch.end), ...outputs)
        : bytesOf(file, field),
    ),
  );
}

/** A graph output: a tensor of floats of any shape. */
function floatOutput(name: string): Buffer {
  return lengthDelimited(
    GRAPH.output,
    stringField(VALUE_INFO.name, name),
    lengthDelimited(VALUE_INFO.type, lengthDelimited(TYPE.tensor, integerField(TENSOR_TYPE.elementType, FLOAT))),
  );
}

function childrenOf(file: Buffer, message: Extent, number: number): Field[] {
  return fieldsOf(file, message).filter((field) => field.number === number);
}

function operatorOf(file: Buffer, node: Field): string {
  return stringOf(file, node, NODE.opType);
}

function stringOf(file: Buffer, message: Extent, number: number): string {
  const field = childrenOf(file, message, number)[0];
  return field ? textOf(file, field) : '';
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`the decoder model has no ${what}`);
  return value;
}
