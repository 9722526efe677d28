"""NumPy: a class of one's own, float32, with every array it needs made once."""
import numpy as np

from bench import BATCH, NETS, TRAINING, Bench


class SimpleMLP:
    def __init__(self, net, layers, shape):
        """`shape` is (batch,) or, for one sample, ()."""
        self.layers = [(np.array(w), np.array(b)) for w, b in layers]
        self.activations = net.activations
        self.z = [np.empty((*shape, w.shape[1]), np.float32) for w, _ in layers]
        self.delta = [np.empty_like(z) for z in self.z]
        self.gradients = [(np.empty_like(w), np.empty_like(b)) for w, b in self.layers]

    def forward(self, a):
        for (w, b), z, activation in zip(self.layers, self.z, self.activations):
            np.dot(a, w, out=z)
            z += b
            if activation == "relu":
                np.maximum(z, 0, out=z)
            elif activation == "tanh":
                np.tanh(z, out=z)
            elif activation == "sigmoid":
                np.negative(z, out=z)
                np.exp(z, out=z)
                z += 1
                np.reciprocal(z, out=z)
            elif activation == "softmax":
                z -= z.max(axis=-1, keepdims=True)
                np.exp(z, out=z)
                z /= z.sum(axis=-1, keepdims=True)
            a = z
        return a

    def step(self, x, y, rate):
        """One step of gradient descent; the mean loss before it."""
        a = [x]
        for k, ((w, b), z) in enumerate(zip(self.layers, self.z)):
            np.dot(a[-1], w, out=z)
            z += b
            if k + 1 < len(self.layers):
                np.maximum(z, 0, out=z)
            a.append(z)
        z, delta = self.z[-1], self.delta[-1]
        if self.activations[-1] == "sigmoid":
            e = np.exp(-np.abs(z))
            loss = (np.maximum(z, 0) - y * z + np.log1p(e)).sum()
            p = 1 / (1 + e)
            np.subtract(np.where(z >= 0, p, 1 - p), y, out=delta)
        else:
            z -= z.max(axis=1, keepdims=True)
            right = np.vdot(y, z)
            np.exp(z, out=delta)
            sums = delta.sum(axis=1, keepdims=True)
            loss = np.log(sums).sum() - right
            delta /= sums
            delta -= y
        # Scaled once, so that gradients are ready to be subtracted.
        delta *= rate / len(x)
        for k in reversed(range(len(self.layers))):
            (w, b), (dw, db), delta = self.layers[k], self.gradients[k], self.delta[k]
            if k:
                before = self.delta[k - 1]
                np.dot(delta, w.T, out=before)
                before *= a[k] > 0
            np.dot(a[k].T, delta, out=dw)
            np.sum(delta, axis=0, out=db)
            w -= dw
            b -= db
        return loss / len(x)


bench = Bench("NumPy SimpleMLP", np.__version__)
for name in NETS:
    if bench.wants(f"{name}/call", f"{name}/chain"):
        net, layers, inputs = bench.network(name)
        mlp = SimpleMLP(net, layers, ())
        bench.single(name, "float32", list(inputs), mlp.forward, lambda y: y.item(0), np.copy)
    if bench.wants(f"{name}/batch"):
        net, layers, inputs = bench.network(name)
        mlp = SimpleMLP(net, layers, (BATCH,))
        bench.batch(name, "float32", lambda: mlp.forward(inputs))

for name in TRAINING:
    if bench.wants(f"{name}/train"):
        training, start, inputs, targets = bench.training(name)
        mlp = SimpleMLP(training.net, start, (training.batch,))
        size = training.batch
        batches = [(inputs[k : k + size], targets[k : k + size]) for k in range(0, training.samples, size)]

        def run():
            for (w, b), (w0, b0) in zip(mlp.layers, start):
                np.copyto(w, w0)
                np.copyto(b, b0)
            for _ in range(training.epochs):
                loss = 0.0
                for x, y in batches:
                    loss += mlp.step(x, y, training.rate)
            return mlp.layers, loss / len(batches)

        bench.train(name, "float32", run)
