"""Turn an ONNX model's matrix products into products of 8-bit integers.

Weights get a scale for each column; what they are multiplied with, one for each word piece, found
as it is read (token-wise quantization, Yao et al. 2022). So a text is read the same whatever is in
its batch, which is not so with the scale for a whole tensor that ONNX Runtime's own tool makes.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, helper, numpy_helper

_ONE, _MIDDLE, _LEVELS, _LAST, _LEAST = "one", "middle", "levels", "last_axis", "least"


def quantize(model: ModelProto) -> ModelProto:
    """Quantize, in place, every product with a constant matrix."""
    graph = model.graph
    weights = {w.name: w for w in graph.initializer}
    nodes: list[NodeProto] = []
    scales: dict[str, str] = {}
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        read, name = node.input
        if read not in scales:
            nodes += _quantized_input(read)
            scales[read] = f"{read}_scale"
        nodes += _product(node, read, name)
        if name in weights:
            graph.initializer.extend(_quantized_weight(weights[name]))
    products = {n.input[1].removesuffix("_rows") for n in nodes if n.op_type == _PRODUCT}
    kept = [w for w in graph.initializer if w.name not in products]
    constants = [
        numpy_helper.from_array(np.array(1, np.float32), _ONE),
        numpy_helper.from_array(np.array(128, np.uint8), _MIDDLE),
        numpy_helper.from_array(np.array(1 / 127, np.float32), _LEVELS),
        numpy_helper.from_array(np.array(1e-6, np.float32), _LEAST),
        numpy_helper.from_array(np.array([-1], np.int64), _LAST),
    ]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend([*kept, *constants])
    graph.node.extend(nodes)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.checker.check_model(model)
    return model


_PRODUCT = "MatMulIntegerToFloat"


def _quantized_input(x: str) -> list[NodeProto]:
    """Each row divided by its greatest value, as unsigned integers about 128."""
    return [
        helper.make_node("Abs", [x], [f"{x}_abs"]),
        helper.make_node("ReduceMax", [f"{x}_abs", _LAST], [f"{x}_max"], keepdims=1),
        helper.make_node("Max", [f"{x}_max", _LEAST], [f"{x}_most"]),
        helper.make_node("Mul", [f"{x}_most", _LEVELS], [f"{x}_scale"]),
        helper.make_node("Div", [x, f"{x}_scale"], [f"{x}_even"]),
        helper.make_node("QuantizeLinear", [f"{x}_even", _ONE, _MIDDLE], [f"{x}_integers"]),
    ]


def _product(node: NodeProto, x: str, weight: str) -> list[NodeProto]:
    product = node.output[0] + "_even"
    inputs = [f"{x}_integers", f"{weight}_rows", _ONE, f"{weight}_scale", _MIDDLE]
    return [
        helper.make_node(_PRODUCT, inputs, [product], domain="com.microsoft"),
        helper.make_node("Mul", [product, f"{x}_scale"], [node.output[0]]),
    ]


def _quantized_weight(weight: onnx.TensorProto) -> list[onnx.TensorProto]:
    values = numpy_helper.to_array(weight)
    scale = np.maximum(np.abs(values).max(axis=0), 1e-8) / 127
    rows = np.round(values / scale).astype(np.int8)
    return [
        numpy_helper.from_array(rows, f"{weight.name}_rows"),
        numpy_helper.from_array(scale.astype(np.float32), f"{weight.name}_scale"),
    ]
