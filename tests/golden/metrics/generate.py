"""Writes metrics.json beside this file: inputs and scikit-learn's numbers for them.

pip install scikit-learn==1.9.1 numpy==2.4.6; python generate.py
"""
import json
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics as m

warnings.simplefilter("ignore")
rng = np.random.default_rng(5)


def classes(n, k, never_predicted=()):
    expected = rng.integers(0, k, n)
    predicted = np.where(rng.random(n) < 0.6, expected, rng.integers(0, k, n))
    for c in never_predicted:
        predicted[predicted == c] = 0
    labels = list(range(k))
    case = {
        "expected": expected.tolist(),
        "predicted": predicted.tolist(),
        "confusion": m.confusion_matrix(expected, predicted, labels=labels).tolist(),
        "accuracy": m.accuracy_score(expected, predicted),
    }
    for name, score in (("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)):
        case[name] = score(expected, predicted, labels=labels, average=None, zero_division=0).tolist()
        for average in ("macro", "micro", "weighted"):
            case[f"{name}_{average}"] = score(expected, predicted, average=average, zero_division=0)
    return case


def ranks(scores, labels):
    return {"scores": list(map(float, scores)), "labels": list(map(int, labels)), "roc_auc": m.roc_auc_score(labels, scores)}


n = 60
labels = rng.integers(0, 2, n)
probabilities = np.clip(0.3 * labels + 0.7 * rng.random(n), 0, 1)
three = rng.dirichlet([1, 1, 1], n)
three_labels = rng.integers(0, 3, n)
hard = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
y = rng.normal(size=(n, 2)) * [1, 50] + [0, 1000]
p = y + rng.normal(size=(n, 2)) * [0.5, 30]
out = {
    "versions": "scikit-learn 1.9.1, NumPy 2.4.6",
    "classes": [classes(100, 2), classes(200, 4), classes(50, 4, (2, 3))],
    "roc": [ranks(probabilities, labels), ranks(np.round(probabilities, 1), labels), ranks(np.zeros(n), labels), ranks(-probabilities, labels)],
    "top_k": {
        "probabilities": three.tolist(),
        "labels": three_labels.tolist(),
        "top": [m.top_k_accuracy_score(three_labels, three, k=k, labels=[0, 1, 2]) for k in (1, 2, 3)],
    },
    "log_loss": [
        {"probabilities": three.tolist(), "labels": three_labels.tolist(), "loss": m.log_loss(three_labels, three, labels=[0, 1, 2])},
        {"probabilities": hard.tolist(), "labels": [0, 2], "loss": m.log_loss([0, 2], hard, labels=[0, 1, 2])},
    ],
    "binary_log_loss": {"probabilities": probabilities.tolist(), "labels": labels.tolist(), "loss": m.log_loss(labels, probabilities)},
    "regression": {
        "expected": y.tolist(),
        "predicted": p.tolist(),
        "mse": m.mean_squared_error(y, p),
        "mae": m.mean_absolute_error(y, p),
        "r2": m.r2_score(y, p),
        "rmse_of_first_output": m.root_mean_squared_error(y[:, 0], p[:, 0]),
        "constant_and_right": m.r2_score([3.0, 3.0], [3.0, 3.0]),
        "constant_and_wrong": m.r2_score([3.0, 3.0], [3.0, 4.0]),
    },
}
Path(__file__).with_name("metrics.json").write_text(json.dumps(out, indent=None) + "\n")
