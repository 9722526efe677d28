#!/usr/bin/env python3
"""Trains the networks of examples/datasets.rs in scikit-learn, too, and writes their part of docs/accuracy.md.

    pip install scikit-learn
    scripts/compare_sklearn.py

Five data sets, 5 seeds, 5 folds each. The example says which samples each of its runs held out, and the same
are held out here. Exits with 1 if the mean score here is below scikit-learn's by more than one standard error of
the difference, for any of the data sets. The difference is taken run by run, because both runs of a pair
are judged on the same samples; its standard error is its sample deviation over the root of the 25 runs.
"""
import json
import subprocess
import sys
import warnings

import numpy as np
import sklearn
from sklearn.compose import TransformedTargetRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from accuracy_page import ROOT, mean, standard_error, write

# What examples/datasets.rs says: the network, its epochs, the score.
SETS = {
    "iris": ("4 => relu 100 => softmax 3", 200, "accuracy"),
    "wine": ("13 => relu 100 => softmax 3", 100, "accuracy"),
    "breast_cancer": ("30 => relu 100 => sigmoid 1", 50, "accuracy"),
    "digits": ("64 => relu 100 => softmax 10", 30, "accuracy"),
    "diabetes": ("10 => relu 100 => linear 1", 50, "R²"),
}


def theirs(name, seed, data, held_out):
    x, y = data[:, :-1], data[:, -1]
    learned = np.setdiff1d(np.arange(len(y)), held_out)
    epochs = SETS[name][1]
    # A whole run: it would stop after n_iter_no_change epochs that are not better by tol.
    settings = dict(
        hidden_layer_sizes=(100,), activation="relu", solver="adam", learning_rate_init=0.001, alpha=1e-4,
        batch_size=32, max_iter=epochs, n_iter_no_change=epochs, tol=0.0, random_state=seed,
    )
    if name == "diabetes":
        model = TransformedTargetRegressor(MLPRegressor(**settings), transformer=StandardScaler())
    else:
        model = MLPClassifier(**settings)
    model = make_pipeline(StandardScaler(), model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # That the epochs are over and the loss still falls.
        model.fit(x[learned], y[learned])
    return model.score(x[held_out], y[held_out])


def main():
    command = ["cargo", "run", "--release", "--quiet", "--example", "datasets", "--", "--runs"]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    scores = {name: [] for name in SETS}
    data = {name: np.loadtxt(ROOT / f"examples/data/{name}.csv", delimiter=",", skiprows=1) for name in SETS}
    for line in output.splitlines():
        name, seed, fold, score, held_out = line.split("|")
        run = theirs(name, 5 * int(seed) + int(fold), data[name], json.loads(held_out))
        scores[name].append((float(score), run))

    rows, worse = [], []
    for name, (network, epochs, score) in SETS.items():
        ours, sklearns = zip(*scores[name])
        differences = [a - b for a, b in scores[name]]
        difference, error = mean(differences), standard_error(differences)
        rows.append(
            f"| {name} | {network} | {epochs} | {score} | {mean(ours):.4f} ± {standard_error(ours):.4f} "
            f"| {mean(sklearns):.4f} ± {standard_error(sklearns):.4f} | {difference:+.4f} ± {error:.4f} |"
        )
        if difference < -error:
            worse.append(name)
    table = "\n".join(rows)
    verdict = (
        f"Below scikit-learn by more than one standard error of the difference: {', '.join(worse)}."
        if worse
        else "Nowhere is the mean below scikit-learn's by more than one standard error of the difference."
    )
    write(f"""\
## Small data sets, beside scikit-learn

`scripts/compare_sklearn.py`: 5 seeds × 5 folds (stratified where there are classes), the same samples held out on both sides;
scikit-learn {sklearn.__version__}'s `MLPClassifier` and `MLPRegressor` with its defaults (100 hidden neurons, Glorot's uniform
distribution, Adam at 0.001, α = 1e-4) in batches of 32 and without its stop when the loss no longer falls. Columns
are standardized as the training part of a fold tells. What is not the same: scikit-learn computes in `f64`, draws
its biases as it draws its weights, and lets the penalty weigh more in the last, smaller batch of an epoch; here it is
`f32`, biases start from 0, and the penalty weighs the same in every batch.

| data | network | epochs | score | mlp | scikit-learn | difference |
|---|---|---|---|---|---|---|
{table}

Score: mean over the 25 runs ± standard error of the mean. Difference: run by run, its mean ± its sample deviation over √25.
{verdict}
""")
    return len(worse)


if __name__ == "__main__":
    sys.exit(bool(main()))
