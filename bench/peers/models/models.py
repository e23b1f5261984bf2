"""ResNet-18 in PyTorch and MobileNetV2 in TensorFlow with the weights of a tfjs model folder, timed on request.

Arguments: network, folder, number of threads. Reads one JSON object per line and answers each with one."""

import copy
import json
import math
import os
import sys
import time
from pathlib import Path

THREADS = int(sys.argv[3])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import numpy

EPSILON = 1e-3


def read_weights(folder):
    """Weights by name as numpy arrays."""
    (group,) = json.loads((folder / "model.json").read_text())["weightsManifest"]
    values = numpy.concatenate([numpy.fromfile(folder / path, numpy.float32) for path in group["paths"]])
    weights, at = {}, 0
    for spec in group["weights"]:
        size = math.prod(spec["shape"])
        weights[spec["name"]] = values[at : at + size].reshape(spec["shape"])
        at += size
    return weights


def pytorch_passes(weights, pixels, labels):
    """ResNet-18 in the faster memory format: a forward pass and the gradient of the summed loss, each as a function."""
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(THREADS)

    class Block(nn.Module):
        def __init__(self, name, stride, active):
            super().__init__()
            kernel = torch.from_numpy(weights[f"{name}/kernel"].transpose(3, 2, 0, 1).copy())
            filters, channels, side, _ = kernel.shape
            self.convolution = nn.Conv2d(channels, filters, side, stride, side // 2, bias=False)
            self.convolution.weight.data = kernel
            self.normalization = nn.BatchNorm2d(filters, eps=EPSILON)
            parts = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
            for own, theirs in parts.items():
                getattr(self.normalization, own).data = torch.from_numpy(weights[f"{name}_bn/{theirs}"].copy())
            self.active = active

        def forward(self, x):
            y = self.normalization(self.convolution(x))
            return functional.relu(y) if self.active else y

    class Residual(nn.Module):
        def __init__(self, name, stride):
            super().__init__()
            self.inner, self.outer = Block(f"{name}_a", stride, True), Block(f"{name}_b", 1, False)
            self.short = Block(f"{name}_short", stride, False) if stride > 1 else nn.Identity()

        def forward(self, x):
            return functional.relu(self.outer(self.inner(x)) + self.short(x))

    stages = [Residual(f"stage{s}_{a}", 2 if a == 0 and s > 0 else 1) for s in range(4) for a in range(2)]
    dense = nn.Linear(512, weights["logits/kernel"].shape[1])
    dense.weight.data = torch.from_numpy(weights["logits/kernel"].T.copy())
    dense.bias.data = torch.from_numpy(weights["logits/bias"].copy())
    layers = [Block("first", 1, True), *stages, nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense]
    network = nn.Sequential(*layers).eval().requires_grad_(False)
    labels = torch.from_numpy(labels)

    def passes_in(memory_format):
        own = copy.deepcopy(network).to(memory_format=memory_format)
        x = torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()).contiguous(memory_format=memory_format)

        def forward():
            with torch.no_grad():
                return own(x).numpy()

        def gradient():
            z = x.clone().requires_grad_(True)
            loss = functional.cross_entropy(own(z), labels, reduction="sum")
            return torch.autograd.grad(loss, z)[0].numpy().transpose(0, 2, 3, 1)

        return {"forward": forward, "input gradient": gradient}

    def best(name):
        times = {}
        for memory_format in (torch.contiguous_format, torch.channels_last):
            run = passes_in(memory_format)[name]
            for _ in range(2):
                run()
            start = time.perf_counter()
            run()
            times[memory_format] = time.perf_counter() - start
        return min(times, key=times.get)

    return {name: (lambda name=name, fmt=best(name): passes_in(fmt)[name]) for name in ("forward", "input gradient")}


def tensorflow_passes(weights, pixels, labels):
    """MobileNetV2 as one compiled graph a pass, which TensorFlow optimises."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    kept = {name: tf.constant(value) for name, value in weights.items()}

    def normalised(y, name):
        parts = (kept[f"{name}_bn/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance"))
        return tf.compat.v1.nn.fused_batch_norm(y, *parts, epsilon=EPSILON, is_training=False)[0]

    def block(x, name, stride=1, active=True):
        depthwise = f"{name}/depthwise_kernel"
        kernel = kept[depthwise] if depthwise in kept else kept[f"{name}/kernel"]
        sides = [[0, 0], [1, 1], [1, 1], [0, 0]]
        x, padding = (tf.pad(x, sides), "VALID") if stride > 1 else (x, "SAME")
        run = tf.nn.depthwise_conv2d if depthwise in kept else tf.nn.conv2d
        y = normalised(run(x, kernel, [1, stride, stride, 1], padding), name)
        return tf.nn.relu6(y) if active else y

    def network(x):
        y = block(x, "first", 2)
        for stage, (count, first) in enumerate([(1, 1), (2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)]):
            for at in range(count):
                name = f"stage{stage}_{at}"
                z = block(y, f"{name}_expand") if stage > 0 else y
                z = block(z, f"{name}_depthwise", first if at == 0 else 1)
                z = block(z, f"{name}_project", active=False)
                y = y + z if at > 0 else z
        y = tf.reduce_mean(block(y, "last"), [1, 2])
        return y @ kept["logits/kernel"] + kept["logits/bias"]

    x, y = tf.constant(pixels), tf.constant(labels)
    forward = tf.function(network)

    @tf.function
    def gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(y, network(x)))
        return tape.gradient(loss, x)

    return {
        "forward": lambda: lambda: forward(x).numpy(),
        "input gradient": lambda: lambda: gradient(x).numpy(),
    }


def main():
    network, folder = sys.argv[1], Path(sys.argv[2])
    batch = json.loads((folder / f"{network}-batch.json").read_text())
    shape = batch["shape"]
    pixels = numpy.fromfile(folder / f"{network}-pixels.bin", numpy.float32).reshape(shape)
    build = pytorch_passes if network == "resnet18" else tensorflow_passes
    passes = build(read_weights(folder / network), pixels, numpy.array(batch["labels"]))
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["pass"]
        if name not in ready:
            ready[name] = passes[name]()
            for _ in range(2):
                ready[name]()
        run = ready[name]
        values = run()
        runs, start, processor = 0, time.perf_counter(), time.process_time()
        while runs < 2 or time.perf_counter() - start < request["seconds"]:
            run()
            runs += 1
        seconds, processor = time.perf_counter() - start, time.process_time() - processor
        path = folder / f"{network}-theirs.bin"
        values.astype(numpy.float32).tofile(path)
        each = runs * shape[0]
        print(json.dumps({"wallMs": 1e3 * seconds / each, "processorMs": 1e3 * processor / each}), flush=True)


main()
