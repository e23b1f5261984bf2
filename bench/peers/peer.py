"""Answers requests on standard input with answers on standard output, one JSON object per line.

Arguments: number of threads, and a folder with a model folder for each network and batches.json, the results of the
harness for a batch. A network is given by its folder name there or by an absolute path."""

import json
import os
import sys
import time
from pathlib import Path

import foolbox
import numpy
import torch
from attacks import BATCH, correct, outcomes
from nearest import distances
from networks import Network
from passes import fastest_pass, forward_pass, frozen, gradient_pass, rate
from published import apgd_l1, evaluate


class Peer:
    def __init__(self, threads, folder):
        torch.set_num_threads(threads)
        # Each network and pass is compiled separately, all from the same `forward`.
        torch._dynamo.config.recompile_limit = 256
        torch.manual_seed(1)
        self.folder = Path(folder)
        self.networks = {}
        self.passes = {}

    def network(self, name):
        if name not in self.networks:
            self.networks[name] = Network(self.folder / name)
        return self.networks[name]

    def difference(self, network):
        """Relative distance of logits and input gradients from those of the harness, on its batch."""
        batch = json.loads((self.folder / "batches.json").read_text())[network]
        values = {name: torch.tensor(batch[name], dtype=torch.float32) for name in ("pixels", "logits", "gradient")}
        nhwc = (len(batch["labels"]), *self.network(network).input_shape)
        pixels, theirs = (values[name].reshape(nhwc).permute(0, 3, 1, 2).contiguous() for name in ("pixels", "gradient"))
        own = frozen(self.network(network))
        labels = torch.tensor(batch["labels"])
        logits = forward_pass(own, pixels, labels)().flatten()
        gradient = gradient_pass(own, pixels, labels)()
        return {"logits": distance(logits, values["logits"]), "gradient": distance(gradient, theirs)}

    def prepare(self, network, name, compiled):
        """Builds, compiles and warms up a pass."""
        start = time.perf_counter()
        batch = noise(BATCH, self.network(network))
        run, memory_format, freezing = fastest_pass(name, self.network(network), batch, compiled=compiled)
        self.passes[network, name, compiled] = run
        seconds = time.perf_counter() - start
        return {"memoryFormat": memory_format, "frozenWeights": freezing, "seconds": seconds}

    def measure(self, network, name, compiled, seconds):
        return {"imagesPerSecond": BATCH * rate(self.passes[network, name, compiled], seconds)}

    def sweep(self, network, images, epsilons):
        """Seconds of Foolbox's FGSM over noise images, in batches of 100."""
        pixels, labels = noise(images, self.network(network))
        model = foolbox.PyTorchModel(frozen(self.network(network)), bounds=(0, 1))
        attack = foolbox.attacks.LinfFastGradientAttack()
        attack(model, pixels[:BATCH], labels[:BATCH], epsilons=epsilons[:1])
        start = time.perf_counter()
        for at in range(0, images, BATCH):
            attack(model, pixels[at : at + BATCH], labels[at : at + BATCH], epsilons=epsilons)
        return {"seconds": time.perf_counter() - start}

    def outcomes(self, network, images, attack):
        """Whether each image of a file is still classified correctly, clean and per epsilon: 1 or 0."""
        own = frozen(self.network(network))
        pixels, labels = read_images(images, self.network(network))
        return {"clean": correct(own, pixels, labels), "points": outcomes(own, pixels, labels, attack)}

    def autoattack(self, network, images, epsilon, version, source, draws):
        """The published AutoAttack on the images of a file."""
        pixels, labels = read_images(images, self.network(network))
        own = frozen(self.network(network))
        return evaluate(own, pixels, labels, epsilon=epsilon, version=version, source=source, draws=draws, seed=1)

    def apgdL1(self, network, images, epsilon, multiEps, source):
        pixels, labels = read_images(images, self.network(network))
        own = frozen(self.network(network))
        return apgd_l1(own, pixels, labels, epsilon=epsilon, multi_eps=multiEps, source=source, seed=1)

    def nearest(self, network, images, library, kind, norm, steps):
        """Distances of a library's examples from the images of a file."""
        pixels, labels = read_images(images, self.network(network))
        own = frozen(self.network(network))
        return distances(own, pixels, labels, library=library, kind=kind, norm=norm, steps=steps, seed=1)

    def throughput(self, network, images, attack):
        """Seconds of an attack on noise labelled with the network's predictions, and which images still resist."""
        own = frozen(self.network(network))
        pixels, _ = noise(images, self.network(network))
        labels = torch.cat([forward_pass(own, part, None)().argmax(1) for part in pixels.split(BATCH)])
        for _ in range(2):
            gradient_pass(own, pixels[:BATCH], labels[:BATCH])()
        start = time.perf_counter()
        (standing,) = outcomes(own, pixels, labels, attack)
        return {"seconds": time.perf_counter() - start, "standing": sum(standing) / images}


def read_images(files, network):
    """Pixels in [0, 1] (NCHW) and labels, from binary files (NHWC)."""
    labels = torch.from_numpy(numpy.fromfile(files["labels"], numpy.uint8).astype(numpy.int64))
    pixels = torch.from_numpy(numpy.fromfile(files["pixels"], numpy.uint8)).reshape(-1, *network.input_shape)
    return pixels.permute(0, 3, 1, 2).contiguous().float() / 255, labels


def noise(images, network):
    height, width, channels = network.input_shape
    return torch.rand(images, channels, height, width), torch.randint(0, network.classes, (images,))


def distance(found, expected):
    return float(numpy.linalg.norm((found - expected).numpy()) / numpy.linalg.norm(expected.numpy()))


def main():
    # Libraries also print to standard output, so answers use a separate copy of it.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    peer = Peer(int(sys.argv[1]), sys.argv[2])
    for line in sys.stdin:
        request = json.loads(line)
        operation = request.pop("operation")
        try:
            answer = getattr(peer, operation)(**request)
        except Exception as error:  # the harness reports the failure and continues
            answer = {"error": f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}"}
        answers.write(json.dumps(answer) + "\n")


main()
