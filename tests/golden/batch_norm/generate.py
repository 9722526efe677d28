"""Writes torch.json or keras.json beside this file: three steps of gradient descent of a network with batch
normalization, 3 => tanh 5 [batch_norm] => linear 2 [batch_norm], in float64.

pip install torch==2.15.0 keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
python generate.py torch; python generate.py keras

Keras runs on TensorFlow: on its other backends it takes float64 for float32 in this layer.
"""
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
RATE = 0.1
# In the words of Keras; PyTorch calls 1 - momentum so.
SETTINGS = [{"momentum": 0.9, "epsilon": 1e-5}, {"momentum": 0.75, "epsilon": 1e-3}]
BATCHES = [12, 12, 9]

rng = np.random.default_rng(11)
X = rng.normal(0.4, 1.3, (sum(BATCHES), 3))
Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)
START = {
    "W": [rng.normal(0, 0.6, (3, 5)), rng.normal(0, 0.6, (5, 2))],
    "gamma": [rng.normal(1, 0.3, 5), rng.normal(1, 0.3, 2)],
    "beta": [rng.normal(0, 0.3, 5), rng.normal(0, 0.3, 2)],
}


def lists(value):
    if isinstance(value, dict):
        return {key: lists(item) for key, item in value.items()}
    if isinstance(value, list):
        return [lists(item) for item in value]
    return np.asarray(value, dtype=np.float64).tolist()


def write(name, steps, inference, versions):
    file = {"with": versions, "rate": RATE, "settings": SETTINGS, "batches": BATCHES}
    file |= lists({"X": X, "Y": Y, "start": START, "steps": steps, "inference": inference})
    (HERE / f"{name}.json").write_text(json.dumps(file, indent=1) + "\n")


def batches():
    ends = np.cumsum(BATCHES)
    return [(X[end - size : end], Y[end - size : end]) for size, end in zip(BATCHES, ends)]


def of_torch():
    import torch

    torch.set_default_dtype(torch.float64)
    dense = [torch.nn.Linear(3, 5, bias=False), torch.nn.Linear(5, 2, bias=False)]
    norm = [torch.nn.BatchNorm1d(width, eps=s["epsilon"], momentum=1 - s["momentum"]) for width, s in zip((5, 2), SETTINGS)]
    with torch.no_grad():
        for k in range(2):
            dense[k].weight.copy_(torch.from_numpy(START["W"][k].T))
            norm[k].weight.copy_(torch.from_numpy(START["gamma"][k]))
            norm[k].bias.copy_(torch.from_numpy(START["beta"][k]))
    model = torch.nn.Sequential(dense[0], norm[0], torch.nn.Tanh(), dense[1], norm[1])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

    def parameters(of):
        return {
            "W": [of(layer.weight).numpy().T.copy() for layer in dense],
            "gamma": [of(layer.weight).numpy().copy() for layer in norm],
            "beta": [of(layer.bias).numpy().copy() for layer in norm],
        }

    steps = []
    for x, y in batches():
        optimizer.zero_grad()
        output = model(torch.from_numpy(x))
        loss = torch.nn.functional.mse_loss(output, torch.from_numpy(y))
        loss.backward()
        step = {"output": output.detach().numpy(), "loss": loss.item(), "gradients": parameters(lambda p: p.grad)}
        optimizer.step()
        step["parameters"] = parameters(lambda p: p.detach())
        step["moving_mean"] = [layer.running_mean.numpy().copy() for layer in norm]
        step["moving_variance"] = [layer.running_var.numpy().copy() for layer in norm]
        steps.append(step)
    model.eval()
    with torch.no_grad():
        write("torch", steps, model(torch.from_numpy(X)).numpy(), f"PyTorch {torch.__version__}")


def of_keras():
    import keras
    import tensorflow

    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    dense = [keras.layers.Dense(width, use_bias=False) for width in (5, 2)]
    norm = [keras.layers.BatchNormalization(**s) for s in SETTINGS]
    model = keras.Sequential([keras.Input((3,)), dense[0], norm[0], keras.layers.Activation("tanh"), dense[1], norm[1]])
    for k in range(2):
        dense[k].kernel.assign(START["W"][k])
        norm[k].gamma.assign(START["gamma"][k])
        norm[k].beta.assign(START["beta"][k])

    def parameters(values):
        named = {variable.path: value for variable, value in zip(model.trainable_variables, values)}
        return lists({
            "W": [named[layer.kernel.path] for layer in dense],
            "gamma": [named[layer.gamma.path] for layer in norm],
            "beta": [named[layer.beta.path] for layer in norm],
        })

    steps = []
    for x, y in batches():
        with tensorflow.GradientTape() as tape:
            output = model(x, training=True)
            loss = keras.ops.mean(keras.losses.mean_squared_error(y, output))
        gradients = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
        for variable, gradient in zip(model.trainable_variables, gradients):
            variable.assign(variable.value - RATE * gradient)
        steps.append({
            "output": output,
            "loss": loss,
            "gradients": parameters(gradients),
            "parameters": parameters([variable.value for variable in model.trainable_variables]),
            "moving_mean": lists([layer.moving_mean.value for layer in norm]),
            "moving_variance": lists([layer.moving_variance.value for layer in norm]),
        })
    versions = f"Keras {keras.__version__} on TensorFlow {tensorflow.__version__}"
    write("keras", steps, model(X, training=False), versions)


{"torch": of_torch, "keras": of_keras}[sys.argv[1]]()
