"""Writes scalers.json beside this file: samples, and what scikit-learn's scalers make of them.

pip install scikit-learn==1.9.1 numpy==2.4.6; python generate.py
"""
import json
from pathlib import Path

import numpy as np
from sklearn.preprocessing import MinMaxScaler, RobustScaler

rng = np.random.default_rng(9)
cases = []
for n in (1, 2, 5, 24, 101):
    x = np.column_stack([rng.normal(size=n) * 3 - 1, rng.exponential(size=n) * 1e4, np.full(n, 7.25), rng.integers(-2, 3, n).astype(float)])
    robust = RobustScaler().fit(x)
    unit, symmetric = MinMaxScaler().fit(x), MinMaxScaler((-1, 1)).fit(x)
    cases.append({
        "samples": x.tolist(),
        "center": robust.center_.tolist(),
        "scale": robust.scale_.tolist(),
        "robust": robust.transform(x).tolist(),
        "data_min": unit.data_min_.tolist(),
        "data_max": unit.data_max_.tolist(),
        "min_max": unit.transform(x).tolist(),
        "min_max_symmetric": symmetric.transform(x).tolist(),
    })
Path(__file__).with_name("scalers.json").write_text(json.dumps(cases) + "\n")
