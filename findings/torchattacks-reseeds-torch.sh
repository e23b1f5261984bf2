#!/usr/bin/env bash
# One would expect the seed of an attack to belong to the attack. APGD, APGDT, FAB and Square of torchattacks set the seed of PyTorch itself at
# every call, to 0 if nothing is said, and never put its state back. Two restarts under different seeds of the program are the same attack,
# and whatever draws random numbers afterwards repeats itself: in adversarial training, epochs have the same order of images and batches the same
# dropout. PGD of the same package draws from the program's generator and has none of this.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet torch==2.13.0 numpy==1.26.4 scipy==1.16.3 requests==2.32.5 tqdm==4.67.1 >/dev/null 2>&1
env/bin/pip install --quiet --no-deps torchattacks==3.5.1 >/dev/null 2>&1
cat >run.py <<'PY'
from importlib.metadata import version

import torch
import torchattacks
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 5)).eval()
images = torch.rand(8, 1, 4, 4)
labels = network(images).argmax(1)
loader = DataLoader(TensorDataset(torch.arange(8)), batch_size=8, shuffle=True)


def orders(attack):
    """The order of the images in three epochs that each end with an attack."""
    torch.manual_seed(1)
    found = []
    for _ in range(3):
        found += [batch.tolist() for (batch,) in loader]
        attack(images, labels)
    return found


def under_seed(attack, seed):
    torch.manual_seed(seed)
    return attack(images, labels)


print("torchattacks", version("torchattacks"), "- order of 8 images in three epochs with an attack after each, seed 1")
ok = True
attacks = {"PGD": torchattacks.PGD(network), "APGD": torchattacks.APGD(network), "Square": torchattacks.Square(network, n_queries=50)}
for name, attack in attacks.items():
    found = orders(attack)
    same = bool((under_seed(attack, 1) == under_seed(attack, 2)).all())
    print(f"{name + ':':8}{found}, {'the same' if same else 'other'} changed images under seeds 1 and 2")
    ok &= (found[1] == found[2]) == same == (name != "PGD")
raise SystemExit(0 if ok else 1)
PY
env/bin/python run.py 2>/dev/null
