"""Writes the weights, inputs, targets and float64 references that every peer reads.

    generate.py FOLDER

All files are raw little-endian arrays. `<net>.params.f32` has the weights [fan_in][fan_out] of a
layer and then its biases, layer after layer; `<net>.inputs.f32` has BATCH inputs,
`<net>.expected.f64` what comes out. `<training>.start.f32`, `.inputs.f32` and `.targets.f32` are
what training starts from; `.expected.f64` has the parameters after it and then the mean loss of the
last epoch.
"""
import sys
from pathlib import Path

import numpy as np

from workloads import BATCH, NETS, TRAINING


class Lcg:
    """Numerical Recipes' linear congruential generator: uniform numbers in [-1, 1)."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self, *shape):
        count = int(np.prod(shape))
        numbers = np.empty(count)
        state = self.state
        for k in range(count):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            numbers[k] = (state >> 8) / (1 << 23) - 1.0
        self.state = state
        # What the peers read is what the reference uses.
        return numbers.reshape(shape).astype(np.float32)


def parameters(net, lcg):
    """Weights uniform with the variance of He (relu) or Glorot, biases within 0.1."""
    parts = []
    for fan_in, fan_out, activation in net.layers:
        limit = np.sqrt(6 / fan_in if activation == "relu" else 6 / (fan_in + fan_out))
        parts.append(lcg.uniform(fan_in, fan_out) * np.float32(limit))
        parts.append(lcg.uniform(fan_out) * np.float32(0.1))
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)


def activate(name, z):
    if name == "relu":
        return np.maximum(z, 0)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    if name == "tanh":
        return np.tanh(z)
    if name == "softmax":
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    assert name == "linear", name
    return z


def forward(net, layers, x):
    """z and a of each layer, a[0] the input."""
    z, a = [], [x]
    for (weights, biases), (_, _, activation) in zip(layers, net.layers):
        z.append(a[-1] @ weights + biases)
        a.append(activate(activation, z[-1]))
    return z, a


def cross_entropy(net, z, y):
    """Binary for a sigmoid output, categorical for softmax; the mean over the samples."""
    if net.activations[-1] == "sigmoid":
        return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))
    z = z - z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - (y * z).sum(axis=1))


def train(training, start, inputs, targets):
    """Parameters after the training, and the mean loss of the last epoch, in float64."""
    flat = start.astype(np.float64)
    layers = training.net.split(flat)
    for _ in range(training.epochs):
        losses = []
        for at in range(0, training.samples, training.batch):
            x = inputs[at : at + training.batch].astype(np.float64)
            y = targets[at : at + training.batch].astype(np.float64)
            z, a = forward(training.net, layers, x)
            losses.append(cross_entropy(training.net, z[-1], y))
            delta = (a[-1] - y) / len(x)
            for l in reversed(range(len(layers))):
                weights, biases = layers[l]
                before = delta @ weights.T * (z[l - 1] > 0) if l else None
                weights -= training.rate * (a[l].T @ delta)
                biases -= training.rate * delta.sum(axis=0)
                delta = before
    return flat, np.mean(losses)


def task(net, samples, lcg):
    """Inputs and targets that can be learned: a disc in a square, or the largest of random sums."""
    inputs = lcg.uniform(samples, net.widths[0])
    if net.activations[-1] == "sigmoid":
        return inputs, (np.square(inputs).sum(axis=1, keepdims=True) < 0.6).astype(np.float32)
    classes = net.widths[-1]
    largest = (inputs @ lcg.uniform(net.widths[0], classes)).argmax(axis=1)
    return inputs, np.eye(classes, dtype=np.float32)[largest]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)

    def write(name, array):
        array.astype(array.dtype.newbyteorder("<")).tofile(folder / name)

    # With seed 6, none of the outputs of the smallest network is stuck behind dead relus.
    for seed, (name, net) in enumerate(NETS.items(), 6):
        lcg = Lcg(seed)
        flat = parameters(net, lcg)
        inputs = lcg.uniform(BATCH, net.widths[0])
        _, a = forward(net, net.split(flat.astype(np.float64)), inputs.astype(np.float64))
        write(f"{name}.params.f32", flat)
        write(f"{name}.inputs.f32", inputs)
        write(f"{name}.expected.f64", a[-1])

    for seed, (name, training) in enumerate(TRAINING.items(), 101):
        lcg = Lcg(seed)
        start = parameters(training.net, lcg)
        inputs, targets = task(training.net, training.samples, lcg)
        end, loss = train(training, start, inputs, targets)
        write(f"{name}.start.f32", start)
        write(f"{name}.inputs.f32", inputs)
        write(f"{name}.targets.f32", targets)
        write(f"{name}.expected.f64", np.append(end, loss))
    # Last, so that an interrupted run starts again.
    (folder / "complete").touch()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
