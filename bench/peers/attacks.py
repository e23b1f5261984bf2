"""Attacks of Foolbox and torchattacks, with the parameters of a suite."""

import foolbox
import torch
import torchattacks

BATCH = 100

# Rounding of single precision in x + delta - x.
ROUNDING = 1e-5

NORMS = {"linf": "Linf", "l2": "L2"}


def foolbox_attack(spec):
    kind, norm = spec["kind"], spec.get("norm")
    catalogue = foolbox.attacks
    if kind == "fgsm":
        return catalogue.LinfFastGradientAttack()
    if kind in ("pgd", "bim"):
        projected = {"linf": catalogue.LinfProjectedGradientDescentAttack, "l2": catalogue.L2ProjectedGradientDescentAttack}
        return projected[norm](
            steps=spec["steps"], rel_stepsize=spec["relativeStepSize"], random_start=kind == "pgd"
        )
    if kind == "deepfool":
        return catalogue.L2DeepFoolAttack(steps=spec["steps"], overshoot=spec["overshoot"])
    if kind == "cw":
        return catalogue.L2CarliniWagnerAttack(
            binary_search_steps=spec["searchSteps"],
            steps=spec["steps"],
            stepsize=spec["learningRate"],
            confidence=spec["confidence"],
            initial_const=spec["initialConstant"],
            abort_early=False,
        )
    raise ValueError(f"no {kind} of Foolbox's is set up")


def torchattacks_attack(network, spec, *, epsilon, seed):
    kind = spec["kind"]
    if kind == "fgsm":
        return torchattacks.FGSM(network, eps=epsilon)
    if kind == "mifgsm":
        return torchattacks.MIFGSM(
            network, eps=epsilon, alpha=epsilon / spec["steps"], steps=spec["steps"], decay=spec["decay"]
        )
    if kind == "pgd":
        return torchattacks.PGD(network, eps=epsilon, alpha=epsilon * spec["relativeStepSize"], steps=spec["steps"])
    if kind == "apgd":
        return torchattacks.APGD(
            network,
            norm=NORMS[spec["norm"]],
            eps=epsilon,
            steps=spec["steps"],
            n_restarts=spec["restarts"],
            loss=spec["loss"],
            seed=seed,
        )
    if kind == "square":
        return torchattacks.Square(
            network, eps=epsilon, n_queries=spec["queries"], p_init=spec["areaShare"], resc_schedule=True, seed=seed
        )
    raise ValueError(f"no {kind} of torchattacks' is set up")


def attack_batch(network, pixels, labels, attack, *, seed):
    """Adversarial images for every epsilon of an attack {library, spec, epsilons}."""
    spec, epsilons = attack["spec"], attack["epsilons"]
    torch.manual_seed(seed)
    if attack["library"] == "foolbox":
        model = foolbox.PyTorchModel(network, bounds=(0, 1))
        _, clipped, _ = foolbox_attack(spec)(model, pixels, labels, epsilons=epsilons)
        return clipped
    runs = [torchattacks_attack(network, spec, epsilon=epsilon, seed=seed) for epsilon in epsilons]
    return [run(pixels, labels) for run in runs]


def outcomes(network, pixels, labels, attack):
    """Per epsilon and image: 1 if the network still classifies the adversarial image correctly, else 0."""
    rows = [[] for _ in attack["epsilons"]]
    for at in range(0, len(pixels), BATCH):
        clean, truth = pixels[at : at + BATCH], labels[at : at + BATCH]
        found = attack_batch(network, clean, truth, attack, seed=at)
        for row, handed_back, epsilon in zip(rows, found, attack["epsilons"]):
            adversarial = handed_back.detach()
            check_bounds(clean, adversarial, norm=attack["norm"], epsilon=epsilon)
            row.extend(correct(network, adversarial, truth))
    return rows


def correct(network, pixels, labels):
    with torch.no_grad():
        return (network(pixels).argmax(1) == labels).int().tolist()


def check_bounds(clean, adversarial, *, norm, epsilon):
    """Checks the libraries' examples against the same bounds as ours."""
    changes = (adversarial - clean).flatten(1)
    size = float(changes.abs().max() if norm == "linf" else changes.norm(dim=1).max())
    if not size <= epsilon * (1 + ROUNDING) + ROUNDING:
        raise ValueError(f"a perturbation of size {size} where {epsilon} is allowed")
    if not (float(adversarial.min()) >= 0 and float(adversarial.max()) <= 1):
        raise ValueError("an adversarial image leaves the box [0, 1]")
