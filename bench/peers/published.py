"""The published AutoAttack, fetched by the reader, on a network of the harness."""

import re
import sys
import time

import torch

# Rounding of single precision in x + delta - x, and of AutoAttack's projection in L1, where values add up.
ROUNDING = {"Linf": 1e-6, "L1": 1e-3}


def load(source):
    """The package `autoattack` from the folder `source`, or as installed if it is empty."""
    if source and source not in sys.path:
        sys.path.insert(0, source)
    import autoattack

    return autoattack


def evaluate(network, pixels, labels, *, epsilon, version, source, draws, seed):
    """Runs AutoAttack in L-inf. `reported` is its own robust accuracy; `hits` says in how many of `draws` new passes each of its
    examples is classified correctly, `clean` the same without attack."""
    lines = []
    attack = load(source).AutoAttack(network, norm="Linf", eps=epsilon, version=version, device="cpu", seed=seed)
    attack.logger.log = lines.append
    adversarial, times = timed(lambda: attack.run_standard_evaluation(pixels, labels, bs=len(pixels)))
    check(pixels, adversarial, norm="Linf", epsilon=epsilon)
    reported = re.search(r"^robust accuracy: ([0-9.]+)%", "\n".join(lines), re.MULTILINE)
    return {
        **times,
        "reported": float(reported.group(1)) / 100,
        "clean": hits(network, pixels, labels, draws),
        "hits": hits(network, adversarial, labels, draws),
    }


def apgd_l1(network, pixels, labels, *, epsilon, multi_eps, source, seed):
    """Runs the published APGD in L1 on the cross-entropy, 100 steps, with three radii in turn if `multi_eps`."""
    load(source)
    from autoattack.autopgd_base import APGDAttack

    settings = {"n_iter": 100, "loss": "ce", "eot_iter": 1, "use_largereps": multi_eps}
    attack = APGDAttack(network, norm="L1", eps=epsilon, **settings, seed=seed, device="cpu")
    adversarial, times = timed(lambda: attack.perturb(pixels, labels))
    check(pixels, adversarial, norm="L1", epsilon=epsilon)
    return {
        **times,
        "clean": hits(network, pixels, labels, 1),
        "hits": hits(network, adversarial, labels, 1),
    }


def timed(run):
    """Its result, and the seconds that it took: on the clock, and of the processor over all threads."""
    start, used = time.perf_counter(), time.process_time()
    result = run()
    return result, {"seconds": time.perf_counter() - start, "processorSeconds": time.process_time() - used}


def hits(network, pixels, labels, draws):
    with torch.no_grad():
        return sum((network(pixels).argmax(1) == labels).int() for _ in range(draws)).tolist()


def check(clean, adversarial, *, norm, epsilon):
    changes = (adversarial - clean).flatten(1).abs()
    size = float(changes.max() if norm == "Linf" else changes.sum(1).max())
    if not size <= epsilon + ROUNDING[norm]:
        raise ValueError(f"a perturbation of size {size} where {epsilon} is allowed")
    if not (float(adversarial.min()) >= 0 and float(adversarial.max()) <= 1):
        raise ValueError("an adversarial image leaves the box [0, 1]")
