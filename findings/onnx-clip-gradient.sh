#!/usr/bin/env bash
# torch.clamp(x, 0, 1) and Hardtanh(0, 1) are one function, and one would expect an attack on either to find the same. At exactly 0 and 1
# PyTorch's gradient of clamp is 1 and that of Hardtanh is 0. A network that begins with Hardtanh has no gradient at all on images of black and
# white pixels: FGSM leaves them as they are and the network looks robust. ONNX has one operator, Clip, for both: the exported files are the same
# network, so whoever reads such a file chooses the gradient, and with it the robustness that attacks by gradient report.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet torch==2.13.0 numpy==1.26.4 onnx==1.23.2 onnxscript==0.7.2 >/dev/null 2>&1
cat >run.py <<'PY'
import onnx
import torch


class Clamp(torch.nn.Module):
    def forward(self, x):
        return torch.clamp(x, 0.0, 1.0)


def exported(network, images):
    """The operators and constants of the exported file."""
    torch.onnx.export(network, (images,), "network.onnx", opset_version=20, verbose=False)
    graph = onnx.load("network.onnx").graph
    constants = sorted(onnx.numpy_helper.to_array(value).tolist().__repr__() for value in graph.initializer)
    return [node.op_type for node in graph.node], constants


torch.manual_seed(0)
rest = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 3))
images = torch.rand(40, 1, 4, 4).round()
labels = rest(images).argmax(1)
print("torch", torch.__version__)
robust, files, outputs = [], [], []
for name, first in (("clamp", Clamp()), ("Hardtanh", torch.nn.Hardtanh(0.0, 1.0))):
    network = torch.nn.Sequential(first, rest).eval()
    x = images.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(torch.nn.functional.cross_entropy(network(x), labels), x)
    changed = (images + 0.6 * gradient.sign()).clamp(0, 1)
    robust.append(int((network(changed).argmax(1) == labels).sum()))
    outputs.append(network(2 * torch.rand(40, 1, 4, 4, generator=torch.Generator().manual_seed(1)) - 0.5))
    files.append(exported(network, images))
    print(f"{name}: {robust[-1]} of 40 black and white images stand FGSM, operators in ONNX: {' '.join(files[-1][0])}")
same = bool((outputs[0] == outputs[1]).all()) and files[0] == files[1]
print("same outputs and same exported network:", same)
raise SystemExit(0 if same and robust[0] <= 5 and robust[1] == 40 else 1)
PY
env/bin/python run.py 2>/dev/null
