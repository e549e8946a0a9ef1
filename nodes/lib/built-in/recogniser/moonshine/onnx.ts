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
export const MODEL = { formatVersion: 1, graph: 7 };
export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
export const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5 };
export const ATTRIBUTE = { name: 1, integer: 3, graph: 6, integers: 8, type: 20 };
const INITIALIZER = { name: 8 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { value: 1, name: 2 };
export const ELEMENT_TYPES = { float32: 1, int64: 7 };
const ATTRIBUTE_TYPES = { integer: 2, integers: 7 };

/** One of ONNX's own operations in a graph. */
export interface Operation {
  name: string;
  operator: string;
  inputs: string[];
  outputs: string[];
  /** The fields of its attributes, as they are in the file. */
  attributes: Buffer[];
}

/** A tensor that goes into a graph or comes out of it. */
export interface GraphTensor {
  name: string;
  type: 'float32' | 'int64';
  /** Those that vary have a name; none if its shape is not known. */
  dimensions?: readonly (number | string)[];
}

/** The fields of a message that have a number. */
export function childrenOf(file: Buffer, message: Extent, number: number): Field[] {
  return fieldsOf(file, message).filter((field) => field.number === number);
}

/** The text of a message's string field, empty if there is none. */
function stringOf(file: Buffer, message: Extent, number: number): string {
  return stringsOf(file, message, number)[0] ?? '';
}

/** What operation a node is, "MatMul" for example. */
export function operatorOf(file: Buffer, node: Field): string {
  return stringOf(file, node, NODE.opType);
}

/**
 * The graph of a model.
 *
 * @throws RangeError when the file has none
 */
export function graphOf(file: Buffer): Field {
  return required(childrenOf(file, { valueStart: 0, end: file.length }, MODEL.graph)[0], 'graph');
}

/** The operations of a graph, in order. */
export function operationsOf(file: Buffer, graph: Extent): Operation[] {
  return childrenOf(file, graph, GRAPH.node).map((node) => operationOf(file, node));
}

/** The operation that a node stands for. */
export function operationOf(file: Buffer, node: Field): Operation {
  return {
    name: stringOf(file, node, NODE.name),
    operator: operatorOf(file, node),
    inputs: stringsOf(file, node, NODE.input),
    outputs: stringsOf(file, node, NODE.output),
    attributes: childrenOf(file, node, NODE.attribute).map((attribute) => bytesOf(file, attribute)),
  };
}

/** A copy of a model with another graph. */
export function withGraph(file: Buffer, graph: Buffer): Buffer {
  const old = graphOf(file);
  const model = { valueStart: 0, end: file.length };
  return Buffer.concat(
    fieldsOf(file, model).map((field) => (field.start === old.start ? graph : bytesOf(file, field))),
  );
}

/** A copy of a model that says to be of a version of the ONNX format, or of its own if that is earlier. */
export function withFormatVersion(bytes: Uint8Array, version: number): Buffer {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const lowered = ({ number, valueStart }: Field): boolean =>
    number === MODEL.formatVersion && file.readUInt8(valueStart) > version;
  return Buffer.concat(
    fieldsOf(file, { valueStart: 0, end: file.length }).map((field) =>
      lowered(field) ? integerField(MODEL.formatVersion, version) : bytesOf(file, field),
    ),
  );
}

/**
 * A model that computes no more than it is asked for.
 *
 * @param file a model whose constants and opset it has
 * @param operations in order; those that are not needed for the outputs are left out
 */
export function modelOf(
  file: Buffer,
  operations: readonly Operation[],
  inputs: readonly GraphTensor[],
  outputs: readonly GraphTensor[],
): Buffer {
  const graph = graphOf(file);
  const needed = new Set(outputs.map(({ name }) => name));
  const used = operations
    .toReversed()
    .filter((operation) => {
      const isNeeded = operation.outputs.some((output) => needed.has(output));
      if (isNeeded) for (const input of operation.inputs) needed.add(input);
      return isNeeded;
    })
    .reverse();
  const constants = childrenOf(file, graph, GRAPH.initializer).filter((constant) =>
    needed.has(stringOf(file, constant, INITIALIZER.name)),
  );
  return withGraph(
    file,
    lengthDelimited(
      MODEL.graph,
      ...used.map(nodeField),
      stringField(GRAPH.name, stringOf(file, graph, GRAPH.name)),
      ...constants.map((constant) => bytesOf(file, constant)),
      ...inputs.map((input) => tensorField(GRAPH.input, input)),
      ...outputs.map((output) => tensorField(GRAPH.output, output)),
    ),
  );
}

/** The field of an attribute that is an integer. */
export function integerAttribute(name: string, value: number): Buffer {
  return attribute(name, 'integer', [value]);
}

/** The field of an attribute that is a list of integers. */
export function integersAttribute(name: string, values: readonly number[]): Buffer {
  return attribute(name, 'integers', values);
}

/** The field of a graph's input or output. */
export function tensorField(number: number, { name, type, dimensions }: GraphTensor): Buffer {
  const shape = dimensions?.map((dimension) =>
    lengthDelimited(
      SHAPE.dimension,
      typeof dimension === 'string' ? stringField(DIMENSION.name, dimension) : integerField(DIMENSION.value, dimension),
    ),
  );
  const tensor = lengthDelimited(
    TYPE.tensor,
    integerField(TENSOR_TYPE.elementType, ELEMENT_TYPES[type]),
    ...(shape ? [lengthDelimited(TENSOR_TYPE.shape, ...shape)] : []),
  );
  return lengthDelimited(number, stringField(VALUE_INFO.name, name), lengthDelimited(VALUE_INFO.type, tensor));
}

/** The field of an operation. */
export function nodeField({ name, operator, inputs, outputs, attributes }: Operation): Buffer {
  return lengthDelimited(
    GRAPH.node,
    ...inputs.map((input) => stringField(NODE.input, input)),
    ...outputs.map((output) => stringField(NODE.output, output)),
    stringField(NODE.name, name),
    stringField(NODE.opType, operator),
    ...attributes,
  );
}

/** @throws RangeError when there is no such thing */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`the model has no ${what}`);
  return value;
}

function attribute(name: string, type: keyof typeof ATTRIBUTE_TYPES, values: readonly number[]): Buffer {
  return lengthDelimited(
    NODE.attribute,
    stringField(ATTRIBUTE.name, name),
    ...values.map((value) => integerField(ATTRIBUTE[type], value)),
    integerField(ATTRIBUTE.type, ATTRIBUTE_TYPES[type]),
  );
}

function stringsOf(file: Buffer, message: Extent, number: number): string[] {
  return childrenOf(file, message, number).map((field) => textOf(file, field));
}
