"""Arrays as NumPy saves them, for the tests of formats/npy.ts and of data of one's own.

python test/reference/arrays.py
"""

from pathlib import Path

import numpy as np

folder = Path(__file__).parent.parent / "data"
values = np.arange(24).reshape(4, 3, 2)
np.save(folder / "float64.npy", values / 8)
np.save(folder / "float32-fortran.npy", np.asfortranarray(values / 8).astype("<f4"))
np.save(folder / "int64.npy", values - 12)
np.save(folder / "uint8.npy", values.astype("u1"))
np.save(folder / "bool.npy", values % 2 == 1)
np.save(folder / "texts.npy", np.array(["a", "b"]))
np.save(folder / "inputs.npy", (np.arange(60).reshape(20, 3) / 10).astype("<f4"))
np.save(folder / "targets.npy", np.arange(20) % 4)
np.save(folder / "targets-short.npy", np.arange(19) % 4)
np.save(folder / "targets-large.npy", np.arange(20) * 20)
np.save(folder / "numbers.npy", np.arange(20) / 4)
np.save(folder / "pairs.npy", (np.arange(40).reshape(20, 2) / 8).astype("<f4"))
np.save(folder / "numbers-not-finite.npy", np.where(np.arange(20) == 7, np.inf, 1.0))
