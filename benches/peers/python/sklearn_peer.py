"""scikit-learn: MLPClassifier, and MLPRegressor where the output is linear."""
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor

from bench import NETS, TRAINING, Bench


def estimator(net, layers, **settings):
    """An estimator with these parameters in it."""
    kind = MLPRegressor if net.activations[-1] == "linear" else MLPClassifier
    model = kind(
        hidden_layer_sizes=net.widths[1:-1], activation=net.activations[0], solver="sgd", alpha=0.0,
        momentum=0.0, nesterovs_momentum=False, shuffle=False, **settings,
    )
    # One step, to have everything allocated.
    x = np.zeros((4, net.widths[0]), np.float32)
    if kind is MLPRegressor:
        model.partial_fit(x, np.zeros((4, net.widths[-1]), np.float32).squeeze())
    else:
        classes = np.arange(max(net.widths[-1], 2))
        model.partial_fit(x, np.zeros(4, int), classes=classes)
    put(model, layers)
    return model


def put(model, layers):
    for weights, biases, (w, b) in zip(model.coefs_, model.intercepts_, layers):
        assert weights.shape == w.shape and weights.dtype == np.float32
        np.copyto(weights, w)
        np.copyto(biases, b)


warnings.simplefilter("ignore")
bench = Bench("scikit-learn", sklearn.__version__)
for name in NETS:
    if not bench.wants(*(f"{name}/{row}" for row in ("call", "chain", "batch"))):
        continue
    net, layers, inputs = bench.network(name)
    model = estimator(net, layers, batch_size=4)
    predict = model.predict if isinstance(model, MLPRegressor) else model.predict_proba
    # Of two classes both probabilities are given.
    outputs = (lambda y: y[:, 1]) if net.activations[-1] == "sigmoid" else np.asarray
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        if bench.wants(f"{name}/call", f"{name}/chain"):
            bench.single(name, "", [x[None] for x in inputs], predict, lambda y: y.item(0), outputs)
        if bench.wants(f"{name}/batch"):
            bench.batch(name, "", lambda: predict(inputs), outputs)

for name in TRAINING:
    if bench.wants(f"{name}/train"):
        training, start, inputs, targets = bench.training(name)
        model = estimator(training.net, start, batch_size=training.batch, learning_rate_init=training.rate)
        labels = targets.argmax(axis=1) if targets.shape[1] > 1 else targets[:, 0].astype(int)

        def run():
            put(model, start)
            for _ in range(training.epochs):
                model.partial_fit(inputs, labels)
            return list(zip(model.coefs_, model.intercepts_)), model.loss_

        with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
            bench.train(name, "partial_fit", run)
