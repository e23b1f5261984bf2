#!/usr/bin/env bash
# One would expect the sum along an axis to be as exact wherever the axis stands: adding in blocks keeps six digits.
# TensorFlow adds float32 values of a middle axis one after the other into one float, along the last axis in blocks: of half a
# million equal values the mean is wrong in the third digit in the one case and in the sixth in the other. Means over positions
# in channels-last layouts are of the first kind. NumPy does the same; PyTorch adds in blocks either way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet tensorflow-cpu==2.19.0 2>/dev/null
cat >run.py <<'PY'
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

values = np.full((2, 500_001, 2), 0.1, np.float32)
off = lambda means: abs(float(np.max(means)) / 0.1 - 1)
middle = off(tf.reduce_mean(values, 1).numpy())
last = off(tf.reduce_mean(values.transpose(0, 2, 1).copy(), 2).numpy())
ours = off(values.mean(1)), off(values.transpose(0, 2, 1).copy().mean(2))
print("tensorflow", tf.__version__, f"relative error of the mean: middle axis {middle:.1e}, last axis {last:.1e}")
print("numpy", np.__version__, f"middle axis {ours[0]:.1e}, last axis {ours[1]:.1e}")
raise SystemExit(0 if middle > 1e-3 and last < 1e-4 else 1)
PY
env/bin/python run.py
