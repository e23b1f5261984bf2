"""Searches for the nearest adversarial examples of Foolbox and adv-lib."""

import importlib.abc
import importlib.machinery
import sys

import foolbox
import torch

BATCH = 100
ORDERS = {"linf": float("inf"), "l2": 2, "l1": 1, "l0": 0}


class Unused(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Empty modules for what adv-lib imports beside these attacks: distances from torchvision, and logging to visdom."""

    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ("torchvision", "visdom"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__getattr__ = lambda name: None


def of_foolbox(kind, norm, steps):
    catalogue = foolbox.attacks
    if kind == "ddn":
        attack = catalogue.DDNAttack(steps=steps)
    else:
        fmn = {"linf": "LInf", "l2": "L2", "l1": "L1", "l0": "L0"}[norm] + "FMNAttack"
        attack = getattr(catalogue, fmn)(steps=steps)

    def search(network, pixels, labels):
        model = foolbox.PyTorchModel(network, bounds=(0, 1))
        return attack(model, pixels, labels, epsilons=None)[0]

    return search


def of_adv_lib(kind, norm, steps):
    sys.meta_path.append(Unused())
    try:
        from adv_lib import attacks
    finally:
        sys.meta_path.pop()
    settings = {
        "fmn": {"norm": ORDERS[norm], "steps": steps},
        "ddn": {"steps": steps, "levels": None},  # it rounds to 256 levels otherwise
        "sigma-zero": {"num_steps": steps},
    }[kind]
    search = {"fmn": attacks.fmn, "ddn": attacks.ddn, "sigma-zero": attacks.sigma_zero}[kind]
    return lambda network, pixels, labels: search(network, pixels, labels, **settings)


def distances(network, pixels, labels, *, library, kind, norm, steps, seed):
    """The distance of each image's example, computed here; None where what a library hands back is no example. Images that are
    misclassified without a change are at distance 0."""
    search = (of_foolbox if library == "foolbox" else of_adv_lib)(kind, norm, steps)
    torch.manual_seed(seed)
    found = []
    for at in range(0, len(pixels), BATCH):
        clean, truth = pixels[at : at + BATCH], labels[at : at + BATCH]
        with torch.no_grad():
            right = network(clean).argmax(1) == truth
        sizes = torch.zeros(len(clean), dtype=torch.float64)
        broken = torch.ones(len(clean), dtype=torch.bool)
        if right.any():
            adversarial = search(network, clean[right], truth[right]).detach()
            if not (float(adversarial.min()) >= 0 and float(adversarial.max()) <= 1):
                raise ValueError("an adversarial image leaves the box [0, 1]")
            changes = (adversarial.double() - clean[right].double()).flatten(1)
            sizes[right] = torch.linalg.vector_norm(changes, ord=ORDERS[norm], dim=1)
            with torch.no_grad():
                broken[right] = network(adversarial).argmax(1) != truth[right]
        found += [float(size) if own else None for size, own in zip(sizes, broken)]
    return found
