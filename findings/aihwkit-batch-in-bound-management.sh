#!/usr/bin/env bash
# With all noise off one would expect that what an analog array answers to an input does not depend on the other inputs of its batch.
# aihwkit's bound management in torch scales down the whole batch as soon as one input drives an output beyond the converter's bound, so every
# input is then converted in coarser steps: an image's answer depends on its neighbours, and accuracies depend on batch size and order.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet torch==2.13.0 numpy==2.4.6 scipy==1.16.3 requests==2.32.5 protobuf==6.33.1 >/dev/null 2>&1
env/bin/pip install --quiet --no-deps aihwkit==1.1.0 >/dev/null 2>&1
cat >run.py <<'PY'
import sys
import types

# Only data sets of examples need torchvision.
sys.modules.setdefault("torchvision", types.ModuleType("torchvision"))

import torch
from aihwkit.simulator.parameters.io import IOParameters
from aihwkit.simulator.tiles.analog_mvm import AnalogMVM
from aihwkit.version import __version__

torch.manual_seed(1)
settings = IOParameters(out_noise=0.0)
weights = torch.rand(4, 64) * 2 - 1
image = torch.rand(1, 64) * 2 - 1
strong = weights[:1].sign()
answers = {
    "alone": AnalogMVM.matmul(weights, image, settings)[0],
    "beside a copy of itself": AnalogMVM.matmul(weights, torch.cat([image, image]), settings)[0],
    "beside a stronger input": AnalogMVM.matmul(weights, torch.cat([image, strong]), settings)[0],
}
for name, answer in answers.items():
    print(f"aihwkit {__version__}, {name}: {[round(value, 4) for value in answer.tolist()]}")
alone, copy, beside = answers.values()
raise SystemExit(0 if bool((alone == copy).all()) and not bool((alone == beside).all()) else 1)
PY
env/bin/python run.py
