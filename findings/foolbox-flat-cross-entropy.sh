#!/usr/bin/env bash
# Multiplying the logits of a classifier by a constant changes none of its answers, so one would expect FGSM and PGD to break it as before.
# In single precision the cross-entropy of a confident image has a gradient of exactly zero, as p - 1 rounds to 0: Foolbox returns such an
# image without an error or a warning, unchanged by FGSM, and counts it as robust.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet torch==2.13.0 numpy==1.26.4 foolbox==3.3.4 >/dev/null 2>&1
cat >run.py <<'PY'
import foolbox
import torch


class Scaled(torch.nn.Module):
    """Class 1 if the first number of an image is above 0.5."""

    def __init__(self, scale):
        super().__init__()
        self.scale = scale

    def forward(self, x):
        z = (x[:, 0, 0, :1] - 0.5) * self.scale
        return torch.cat([-z, z], 1)


images = torch.linspace(0.55, 0.95, 40).reshape(40, 1, 1, 1).repeat(1, 1, 2, 2)
labels = torch.ones(40, dtype=torch.long)
attacks = {
    "fgsm": foolbox.attacks.LinfFastGradientAttack(),
    "pgd": foolbox.attacks.LinfPGD(steps=10, rel_stepsize=0.25, random_start=False),
}
found = {}
for scale in (1.0, 200.0):
    model = Scaled(scale).eval()
    bounded = foolbox.PyTorchModel(model, bounds=(0, 1), device="cpu")
    for name, attack in attacks.items():
        changed = attack(bounded, images, labels, epsilons=0.46)[1]
        right = int((model(changed).argmax(1) == labels).sum())
        same = int((changed == images).flatten(1).all(1).sum())
        found[name, scale] = right
        print(f"foolbox {foolbox.__version__} {name}, logits times {scale:g}: {right} of 40 images stand, {same} are unchanged")
ok = all(found[name, 1.0] == 0 and found[name, 200.0] >= 15 for name in attacks)
raise SystemExit(0 if ok else 1)
PY
env/bin/python run.py
