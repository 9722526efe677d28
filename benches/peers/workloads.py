"""The networks and the rows of the benchmark; every script reads them from here.

The C++ and Rust peers have the same shapes as types: cpp/workloads.hpp, mlp/src/main.rs and
rust/src/lib.rs.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Net:
    """A network: widths from the input on, and one activation for each layer."""

    widths: tuple
    activations: tuple

    @property
    def shape(self):
        return "-".join(map(str, self.widths))

    @property
    def macs(self):
        return sum(a * b for a, b in zip(self.widths, self.widths[1:]))

    @property
    def layers(self):
        """(fan_in, fan_out, activation) of each layer."""
        return list(zip(self.widths, self.widths[1:], self.activations))

    def split(self, flat):
        """The (weights [fan_in][fan_out], biases) of each layer, as views of one flat array."""
        layers, at = [], 0
        for fan_in, fan_out, _ in self.layers:
            weights = flat[at : at + fan_in * fan_out].reshape(fan_in, fan_out)
            at += fan_in * fan_out
            layers.append((weights, flat[at : at + fan_out]))
            at += fan_out
        assert at == len(flat), f"{len(flat)} parameters where {self.shape} has {at}"
        return layers


@dataclass(frozen=True)
class Training:
    """Plain stochastic gradient descent without shuffling: `epochs` passes from the same start."""

    net: Net
    samples: int
    batch: int
    epochs: int
    rate: float


NETS = {
    "I1": Net((2, 4, 4, 1), ("relu", "relu", "sigmoid")),
    "I2": Net((1, 16, 16, 1), ("relu", "relu", "linear")),
    "I3": Net((4, 16, 16, 3), ("tanh", "tanh", "softmax")),
    "I4": Net((64, 32, 10), ("relu", "softmax")),
    "I5": Net((784, 128, 10), ("relu", "softmax")),
    "I6": Net((640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640), ("relu",) * 9 + ("linear",)),
}

TRAINING = {
    "T1b1": Training(NETS["I1"], samples=256, batch=1, epochs=4, rate=0.1),
    "T1b32": Training(NETS["I1"], samples=256, batch=32, epochs=4, rate=0.1),
    "T2": Training(NETS["I4"], samples=1024, batch=32, epochs=2, rate=0.1),
    "T3": Training(NETS["I5"], samples=1024, batch=64, epochs=1, rate=0.05),
}

BATCHED = ("I1", "I4", "I5", "I6")

# Single calls go round the first ROTATION inputs of a network, batches take all BATCH.
ROTATION = 16
BATCH = 256

# Outputs, and parameters after training, must agree with the float64 reference to this, absolutely.
TOLERANCE = 1e-4

ROWS = (
    [f"{name}/call" for name in NETS]
    + [f"{name}/chain" for name in NETS]
    + [f"{name}/batch" for name in BATCHED]
    + [f"{name}/train" for name in TRAINING]
)
