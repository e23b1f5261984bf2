#!/usr/bin/env bash
# One would expect torch.onnx.export to reject options that ONNX does not support. ONNX's AveragePool has no attribute for
# the option divisor_override of AvgPool2d. Both exporters of torch 2.13 silently drop it, and the outputs of the exported
# network differ: the average of 2 x 2 ones with divisor 3 is 4/3 in PyTorch and 1 in onnxruntime. An evaluation of the
# exported file is then an evaluation of another network, so outputs should be compared after every export.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.32.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys

import numpy as np
import onnxruntime
import torch

net = torch.nn.AvgPool2d(2, divisor_override=3).eval()
x = torch.ones(1, 1, 2, 2)
print("torch", torch.__version__, "gives", net(x).item())
found = []
for name, options in (("today's exporter", {"opset_version": 20}), ("the old exporter", {"dynamo": False, "opset_version": 17})):
    torch.onnx.export(net, (x,), "net.onnx", **options)
    session = onnxruntime.InferenceSession("net.onnx")
    value = session.run(None, {session.get_inputs()[0].name: x.numpy()})[0].item()
    found.append(value)
    print(name, "gives", value)
as_described = abs(net(x).item() - 4 / 3) < 1e-6 and np.allclose(found, 1)
sys.exit(0 if as_described else 1)
PY
