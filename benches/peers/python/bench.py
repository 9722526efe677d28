"""What every Python peer shares: files, arguments, the clock, the loops that are timed, and the line
that is written for each row. The same as cpp/bench.hpp."""
import argparse
import gc
import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from workloads import BATCH, NETS, ROTATION, TRAINING  # noqa: E402


class Bench:
    def __init__(self, peer, version):
        parser = argparse.ArgumentParser()
        parser.add_argument("--data", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--rows", required=True)
        parser.add_argument("--build", default="")
        parser.add_argument("--milliseconds", type=float, default=50)
        parser.add_argument("--repeats", type=int, default=3)
        self.options = parser.parse_args()
        self.rows = set(self.options.rows.split(","))
        self.peer, self.version, self.files = peer, version, 0

    def wants(self, *rows):
        return any(row in self.rows for row in rows)

    def floats(self, name):
        return np.fromfile(self.options.data / f"{name}.f32", "<f4")

    def network(self, name):
        """(weights [fan_in][fan_out], biases) of each layer, and the inputs."""
        net = NETS[name]
        layers = net.split(self.floats(f"{name}.params"))
        return net, layers, self.floats(f"{name}.inputs").reshape(BATCH, net.widths[0])

    def training(self, name):
        """The settings, the layers to start from, inputs and targets."""
        training = TRAINING[name]
        net = training.net
        inputs = self.floats(f"{name}.inputs").reshape(training.samples, net.widths[0])
        targets = self.floats(f"{name}.targets").reshape(training.samples, net.widths[-1])
        return training, net.split(self.floats(f"{name}.start")), inputs, targets

    def best(self, each, loop):
        """Nanoseconds of process time for one of the `each` samples of an iteration: the best of
        `repeats` loops that take at least `milliseconds`."""

        def timed(n):
            start = time.process_time()
            loop(n)
            return time.process_time() - start

        seconds = self.options.milliseconds / 1e3
        # As timeit does: what has been loaded is not gone through while a loop is timed.
        gc.collect()
        gc.disable()
        n = 1
        while (t := timed(n)) < seconds:
            n = n * 10 if t < seconds / 100 else int(n * seconds / t * 1.1) + 1
        least = float("inf")
        for _ in range(self.options.repeats):
            while (t := timed(n)) < seconds:
                n += n // 10 + 1
            least = min(least, t / n)
        gc.enable()
        return least * 1e9 / each

    def report(self, row, variant, ns, outputs):
        file = f"{self.files}.f32"
        self.files += 1
        np.asarray(outputs).astype("<f4").tofile(self.options.out / file)
        build = ", ".join(part for part in (self.options.build, variant) if part)
        line = {"peer": self.peer, "version": self.version, "build": build, "row": row, "ns": ns, "outputs": file}
        print(json.dumps(line), flush=True)

    def single(self, net, variant, inputs, forward, first, outputs=np.asarray, wait=lambda y: None):
        """One sample a call: the rows `call`, whose calls are independent, and `chain`, where which
        input comes next hangs on the last output. `first(y)` is the first number of an output as
        Python's own, `wait(y)` waits until an output is there."""
        inputs = inputs[:ROTATION]

        def flat():
            return np.concatenate([np.ravel(outputs(forward(x))) for x in inputs])

        if self.wants(f"{net}/call"):

            def independent(n):
                y = None
                for x in islice(cycle(inputs), n):
                    y = forward(x)
                wait(y)

            self.report(f"{net}/call", variant, self.best(1, independent), flat())
        if self.wants(f"{net}/chain"):

            def dependent(n):
                last = 0.0
                for k in range(n):
                    last = first(forward(inputs[(k + (last != last)) % ROTATION]))

            self.report(f"{net}/chain", variant, self.best(1, dependent), flat())

    def batch(self, net, variant, forward, outputs=np.asarray, wait=lambda y: None):
        """A batch a call."""

        def loop(n):
            y = None
            for _ in range(n):
                y = forward()
            wait(y)

        ns = self.best(BATCH, loop)
        self.report(f"{net}/batch", variant, ns, np.ravel(outputs(forward())))

    def train(self, name, variant, run):
        """`run()` trains from the start and gives layers (weights, biases) and the mean loss of the
        last epoch, as numbers or as functions of no arguments that compute them."""
        training = TRAINING[name]

        def loop(n):
            for _ in range(n):
                run()

        ns = self.best(training.epochs * training.samples, loop)
        layers, loss = run()
        layers = layers() if callable(layers) else layers
        parts = [np.ravel(np.asarray(part)) for layer in layers for part in layer]
        self.report(f"{name}/train", variant, ns, np.concatenate([*parts, [loss]]))
