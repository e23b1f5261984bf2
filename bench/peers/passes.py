"""The timed passes of a network: forward, input gradient, training step."""

import copy
import time

import torch
from torch.nn import functional

MOMENTUM = 0.9
WEIGHT_DECAY = 1e-4
LEARNING_RATE = 1e-4


def frozen(network):
    """A copy for evaluation, which needs no gradients of the weights."""
    return copy.deepcopy(network).eval().requires_grad_(False)


def forward_pass(network, pixels, labels):
    def run():
        with torch.no_grad():
            return network(pixels)

    return run


def gradient_pass(network, pixels, labels):
    pixels = pixels.clone().requires_grad_(True)

    def run():
        loss = functional.cross_entropy(network(pixels), labels, reduction="sum")
        return torch.autograd.grad(loss, pixels)[0]

    return run


def training_pass(network, pixels, labels, parameters):
    kernels = [parameter for parameter in parameters if parameter.ndim > 1]
    biases = [parameter for parameter in parameters if parameter.ndim == 1]
    groups = [{"params": kernels, "weight_decay": WEIGHT_DECAY}, {"params": biases, "weight_decay": 0.0}]
    optimizer = torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=MOMENTUM)

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(network(pixels), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return run


def build_pass(name, network, batch, *, compiled, memory_format, freezing=False):
    """A function that runs one pass on a batch (pixels, labels). `freezing` makes constants of a compiled network's weights."""
    pixels, labels = batch
    own = copy.deepcopy(network) if name == "training step" else frozen(network)
    own = own.to(memory_format=memory_format)
    pixels = pixels.contiguous(memory_format=memory_format)
    called = torch.compile(own, options={"freezing": freezing}) if compiled else own
    if name == "forward":
        return forward_pass(called, pixels, labels)
    if name == "input gradient":
        return gradient_pass(called, pixels, labels)
    return training_pass(called, pixels, labels, list(own.parameters()))


def rate(run, seconds):
    """Runs per second, over at least two runs and the given number of seconds."""
    runs, start = 0, time.perf_counter()
    while runs < 2 or time.perf_counter() - start < seconds:
        run()
        runs += 1
    return runs / (time.perf_counter() - start)


def fastest_pass(name, network, batch, *, compiled):
    """The warmed-up pass in the fastest way, the memory format, and whether the weights are constants of it."""
    best = None
    for memory_format in (torch.contiguous_format, torch.channels_last):
        # The compiler freezes weights only where no gradients are taken.
        for freezing in (False, True) if compiled and name == "forward" else (False,):
            options = {"compiled": compiled, "memory_format": memory_format, "freezing": freezing}
            run = build_pass(name, network, batch, **options)
            for _ in range(3):
                run()
            found = rate(run, 0.5)
            if best is None or found > best[0]:
                best = (found, run, str(memory_format).removeprefix("torch."), freezing)
    return best[1:]
