"""The networks as ONNX: Gemm and activation, layer by layer.

    onnx_model.py DATA FOLDER

writes `<net>.<batch>.onnx` for the peers that read files.
"""
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from workloads import BATCH, BATCHED, NETS  # noqa: E402

OPERATORS = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "softmax": "Softmax"}


def model(net, layers, batch):
    """A model with input x [batch][in] and output y [batch][out]."""
    nodes, constants, a = [], [], "x"
    for l, ((weights, biases), activation) in enumerate(zip(layers, net.activations), 1):
        constants += [numpy_helper.from_array(weights.copy(), f"w{l}"), numpy_helper.from_array(biases.copy(), f"b{l}")]
        last = l == len(layers)
        z = f"z{l}" if activation in OPERATORS else "y" if last else f"a{l}"
        nodes.append(helper.make_node("Gemm", [a, f"w{l}", f"b{l}"], [z]))
        a = z
        if activation in OPERATORS:
            a = "y" if last else f"a{l}"
            nodes.append(helper.make_node(OPERATORS[activation], [z], [a], **({"axis": 1} if activation == "softmax" else {})))
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, net.widths[0]])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [batch, net.widths[-1]])
    graph = helper.make_graph(nodes, "mlp", [x], [y], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


if __name__ == "__main__":
    data, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    for name, net in NETS.items():
        layers = net.split(np.fromfile(data / f"{name}.params.f32", "<f4"))
        for batch in (1, BATCH) if name in BATCHED else (1,):
            (folder / f"{name}.{batch}.onnx").write_bytes(model(net, layers, batch).SerializeToString())
