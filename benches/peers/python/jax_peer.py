"""JAX: compiled calls, and loops compiled as a whole (lax.scan)."""

import jax
import jax.numpy as jnp
import numpy as np

from bench import NETS, ROTATION, TRAINING, Bench

ACTIVATIONS = {
    "relu": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "softmax": jax.nn.softmax, "linear": lambda z: z,
}
SCAN = 1024


def logits(layers, activations, a):
    for (weights, biases), activation in zip(layers[:-1], activations):
        a = ACTIVATIONS[activation](a @ weights + biases)
    weights, biases = layers[-1]
    return a @ weights + biases


def wait(y):
    y.block_until_ready()


bench = Bench("JAX", jax.__version__)
for name in NETS:
    if not bench.wants(*(f"{name}/{row}" for row in ("call", "chain", "batch"))):
        continue
    net, layers, inputs = bench.network(name)
    layers = [(jnp.array(w), jnp.array(b)) for w, b in layers]

    def forward(x, layers=layers, net=net):
        return ACTIVATIONS[net.activations[-1]](logits(layers, net.activations, x))

    jitted = jax.jit(forward)
    inputs = jnp.array(inputs)
    if bench.wants(f"{name}/call", f"{name}/chain"):
        bench.single(name, "jit", list(inputs), jitted, lambda y: np.asarray(y).item(0), wait=wait)

    # Many calls as one compiled loop: no Python between them. The number of the next input, and in a
    # chain the bits of the last output, are only known inside it.
    @jax.jit
    def scanned(inputs, mask, forward=forward):
        def step(last, k):
            y = forward(inputs[(k + (last & mask)) % ROTATION])
            return jax.lax.bitcast_convert_type(y[0], jnp.int32), y

        return jax.lax.scan(step, jnp.int32(0), jnp.arange(SCAN))[1]

    for row in (f"{name}/chain",):
        if bench.wants(row):
            zero, some = jnp.int32(0), inputs[:ROTATION]

            def loop(n):
                for _ in range(n):
                    y = scanned(some, zero)
                wait(y)

            ns = bench.best(SCAN, loop)
            bench.report(row, f"jit, lax.scan of {SCAN} calls", ns, np.ravel(scanned(some, zero)[:ROTATION]))

    if bench.wants(f"{name}/batch"):
        bench.batch(name, "jit", lambda: jitted(inputs), wait=wait)

for name in TRAINING:
    if not bench.wants(f"{name}/train"):
        continue
    training, start, inputs, targets = bench.training(name)
    size = training.batch
    start = [(jnp.array(w), jnp.array(b)) for w, b in start]
    xs = jnp.array(inputs.reshape(-1, size, inputs.shape[1]))
    ys = jnp.array(targets.reshape(-1, size, targets.shape[1]))
    activations, binary = training.net.activations, training.net.activations[-1] == "sigmoid"

    def loss_of(layers, x, y):
        z = logits(layers, activations, x)
        if binary:
            return jnp.mean(jnp.maximum(z, 0) - y * z + jnp.log1p(jnp.exp(-jnp.abs(z))))
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=1))

    def step(layers, batch):
        loss, gradients = jax.value_and_grad(loss_of)(layers, *batch)
        return jax.tree.map(lambda p, g: p - training.rate * g, layers, gradients), loss

    stepped = jax.jit(step)

    @jax.jit
    def epoch(layers, xs, ys):
        layers, losses = jax.lax.scan(step, layers, (xs, ys))
        return layers, losses.mean()

    def by_step():
        layers = start
        batches = list(zip(xs_list, ys_list))
        for _ in range(training.epochs):
            losses = []
            for batch in batches:
                layers, loss = stepped(layers, batch)
                losses.append(loss)
            # Waits for the epoch.
            loss = float(np.mean([float(l) for l in losses]))
        return layers, loss

    def by_epoch():
        layers = start
        for _ in range(training.epochs):
            layers, loss = epoch(layers, xs, ys)
        return layers, float(loss)

    xs_list, ys_list = list(xs), list(ys)
    bench.train(name, "jit, step by step", by_step)
    bench.train(name, "jit, lax.scan over an epoch", by_epoch)
