"""PyTorch: eager, and scripted and frozen for inference; one thread."""
import warnings

import torch
from torch import nn
from torch.nn import functional as F

from bench import NETS, TRAINING, Bench

ACTIVATIONS = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "softmax": lambda: nn.Softmax(dim=-1), "linear": None,
}


def module(net, layers, logits=False):
    """nn.Sequential with these parameters; with `logits` without the last activation."""
    parts = []
    for k, ((weights, biases), activation) in enumerate(zip(layers, net.activations)):
        linear = nn.Linear(*weights.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.T.copy()))
            linear.bias.copy_(torch.from_numpy(biases.copy()))
        parts.append(linear)
        if ACTIVATIONS[activation] and not (logits and k + 1 == len(layers)):
            parts.append(ACTIVATIONS[activation]())
    return nn.Sequential(*parts)


torch.set_num_threads(1)
torch.set_num_interop_threads(1)
# TorchScript is deprecated, and still PyTorch's fastest way here.
warnings.simplefilter("ignore")
bench = Bench("PyTorch", torch.__version__.split("+")[0])
for name in NETS:
    if not bench.wants(*(f"{name}/{row}" for row in ("call", "chain", "batch"))):
        continue
    net, layers, inputs = bench.network(name)
    eager = module(net, layers).eval()
    inputs = torch.from_numpy(inputs)
    with torch.inference_mode():
        scripted = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(eager)))
        for variant, forward in (("eager", eager), ("jit.script and freeze", scripted)):
            for _ in range(10):  # the interpreter specializes
                forward(inputs[:1]), forward(inputs)
            if bench.wants(f"{name}/call", f"{name}/chain"):
                bench.single(name, variant, [x[None].clone() for x in inputs], forward, lambda y: y[0, 0].item())
            if bench.wants(f"{name}/batch"):
                bench.batch(name, variant, lambda: forward(inputs))

for name in TRAINING:
    if not bench.wants(f"{name}/train"):
        continue
    training, start, inputs, targets = bench.training(name)
    size = training.batch
    binary = training.net.activations[-1] == "sigmoid"
    x = torch.from_numpy(inputs).split(size)
    y = torch.from_numpy(targets if binary else targets.argmax(axis=1)).split(size)
    batches = list(zip(x, y))
    loss_of = F.binary_cross_entropy_with_logits if binary else F.cross_entropy
    model = module(training.net, start, logits=True)
    linears = [part for part in model if isinstance(part, nn.Linear)]
    begin = [p.detach().clone() for p in model.parameters()]

    for variant, settings in (("eager, foreach SGD", {"foreach": True}), ("eager, fused SGD", {"fused": True})):
        optimizer = torch.optim.SGD(model.parameters(), lr=training.rate, **settings)

        def run():
            with torch.no_grad():
                for p, p0 in zip(model.parameters(), begin):
                    p.copy_(p0)
            for _ in range(training.epochs):
                loss = 0.0
                for x, y in batches:
                    optimizer.zero_grad()
                    value = loss_of(model(x), y)
                    value.backward()
                    optimizer.step()
                    loss += value.item()
            return lambda: [(l.weight.detach().T.numpy(), l.bias.detach().numpy()) for l in linears], loss / len(batches)

        bench.train(name, variant, run)
