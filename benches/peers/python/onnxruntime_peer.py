"""ONNX Runtime: session.run, and input and output bound once."""
import numpy as np
import onnxruntime
from onnx_model import model

from bench import BATCH, NETS, Bench

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL

bench = Bench("ONNX Runtime", onnxruntime.__version__)
for name in NETS:
    for rows, size in (((f"{name}/call", f"{name}/chain"), 1), ((f"{name}/batch",), BATCH)):
        if not bench.wants(*rows):
            continue
        net, layers, inputs = bench.network(name)
        session = onnxruntime.InferenceSession(
            model(net, layers, size).SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        feeds = [{"x": x} for x in inputs.reshape(-1, size, net.widths[0])]

        def run(feed, session=session):
            return session.run(None, feed)[0]

        # Bound: the session reads and writes the same memory in every call.
        y = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros((size, net.widths[-1]), np.float32))
        view = y.numpy()
        bindings = []
        for feed in feeds:
            binding = session.io_binding()
            binding.bind_ortvalue_input("x", onnxruntime.OrtValue.ortvalue_from_numpy(feed["x"]))
            binding.bind_ortvalue_output("y", y)
            bindings.append(binding)

        def bound(binding, session=session, y=y):
            session.run_with_iobinding(binding)
            return y

        for variant, items, forward, outputs in (
            ("session.run", feeds, run, np.asarray),
            ("session.run_with_iobinding", bindings, bound, lambda y: y.numpy().copy()),
        ):
            if size == 1:
                first = (lambda y: y.item(0)) if forward is run else (lambda y: y.numpy().item(0))
                bench.single(name, variant, items, forward, first, outputs)
            else:
                bench.batch(name, variant, lambda: forward(items[0]), outputs)
