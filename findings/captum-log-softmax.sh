#!/usr/bin/env bash
# Many PyTorch classifiers end with LogSoftmax, and one would expect FGSM on them to lower the accuracy or to fail.
# Unless it is given a loss, Captum's FGSM takes the negative log of the outputs, as of probabilities, without checking them. Outputs of
# LogSoftmax are negative: their log is NaN, but its gradient is finite and points the wrong way. The attack helps the network, without an error
# or a warning, and the accuracy under attack is above the clean one. A logit below 0 of the right class has the same effect.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet torch==2.13.0 numpy==1.26.4 matplotlib==3.10.8 packaging==25.0 tqdm==4.67.1 >/dev/null 2>&1
env/bin/pip install --quiet --no-deps captum==0.9.0 >/dev/null 2>&1
cat >run.py <<'PY'
import captum
import torch
from captum.robust import FGSM

torch.manual_seed(0)
logits = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 3))
networks = {
    "Softmax": torch.nn.Sequential(logits, torch.nn.Softmax(1)).eval(),
    "LogSoftmax": torch.nn.Sequential(logits, torch.nn.LogSoftmax(1)).eval(),
}
images = torch.rand(200, 1, 4, 4)
# A fifth of the labels is not what the network answers, so that its accuracy can rise.
labels = (logits(images).argmax(1) + (torch.arange(200) % 5 == 0)) % 3


def right(x):
    return int((logits(x).argmax(1) == labels).sum())


found = {}
print(f"captum {captum.__version__}, images answered rightly: {right(images)} of 200")
for name, network in networks.items():
    changed = FGSM(network, lower_bound=0, upper_bound=1).perturb(images.clone().requires_grad_(), epsilon=0.3, target=labels)
    found[name] = right(changed)
    print(f"after FGSM through {name}: {found[name]}")
raise SystemExit(0 if found["Softmax"] < right(images) - 60 and found["LogSoftmax"] > right(images) else 1)
PY
env/bin/python run.py
