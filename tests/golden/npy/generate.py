"""Writes the arrays beside this file: numpy.save of each, so that NumPy says what an NPY file is.

pip install numpy==2.4.6; python generate.py
"""
from pathlib import Path

import numpy as np

here = Path(__file__).parent
values = np.arange(24).reshape(4, 2, 3)
arrays = {
    "f4": (values * 0.5).astype("<f4"),
    "f8_fortran": np.asfortranarray((values * 0.25).astype("<f8")),
    "f8_big_endian": (values * -1.5).astype(">f8"),
    "i2_big_endian": (values - 300).astype(">i2"),
    "i8_fortran": np.asfortranarray(values - 12),
    "u1": (values * 10).astype("u1"),
    "bool": values % 2 == 0,
    "labels": np.array([2, 0, 1, 1]),
    "float_labels": np.array([[2.0], [0.0]]),
    "not_labels": np.array([1.0, -1.0]),
    "nan": np.array([[0.0, 1.0], [2.0, np.nan]]),
    "scalar": np.array(1.0),
    "empty": np.zeros((0, 3)),
    "complex": np.array([1j]),
    "text": np.array(["a"]),
    "fields": np.array([(1.0, 2)], dtype=[("x", "<f8"), ("y", "<i4")]),
}
for name, array in arrays.items():
    np.save(here / f"{name}.npy", array)
with open(here / "version_2.npy", "wb") as file:
    np.lib.format.write_array(file, (values * 0.5).astype("<f4"), version=(2, 0))
