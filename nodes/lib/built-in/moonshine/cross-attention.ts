import {
  ATTRIBUTE,
  childrenOf,
  floatTensor,
  GRAPH,
  graphOf,
  MODEL,
  NODE,
  operatorOf,
  required,
  stringOf,
  withGraph,
} from './onnx';
import { bytesOf, fieldsOf, lengthDelimited, stringField, type Field } from './protobuf';

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
  const graph = graphOf(file);
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
    ...layers.map((layer) => floatTensor(GRAPH.output, attentionOutput(layer))),
  );
  return withGraph(file, newGraph);
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
    return floatTensor(GRAPH.output, stringOf(file, softmax, NODE.output));
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
