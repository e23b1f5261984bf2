"""Draws of aihwkit's device and converter models, and accuracies of a network converted with it.

Reads one request on standard input, a JSON object, and writes the answer to standard output."""

import json
import sys
from pathlib import Path

import numpy
import torch

sys.path.append(str(Path(__file__).parent.parent))

from aihwkit.inference import GlobalDriftCompensation, PCMLikeNoiseModel  # noqa: E402
from aihwkit.inference.noise.hermes import HermesNoiseModel  # noqa: E402
from aihwkit.inference.noise.reram import ReRamWan2022NoiseModel  # noqa: E402
from aihwkit.nn.conversion import convert_to_analog  # noqa: E402
from aihwkit.simulator.configs import TorchInferenceRPUConfig  # noqa: E402
from aihwkit.simulator.parameters.io import IOParameters  # noqa: E402
from aihwkit.simulator.tiles.analog_mvm import AnalogMVM  # noqa: E402
from networks import Network  # noqa: E402


# Greatest conductances in microsiemens; that of ReRAM is the one its coefficients were fitted with.
MODELS = {
    "pcm": (25.0, lambda: PCMLikeNoiseModel(g_max=25.0)),
    "hermes1": (10.35, lambda: HermesNoiseModel(num_devices=1)),
    "hermes2": (20.7, lambda: HermesNoiseModel(num_devices=2)),
    "reram": (40.0, lambda: ReRamWan2022NoiseModel(g_max=40.0)),
}


def devices(devices, targets, draws):
    """Conductances right after programming, drift exponents and conductances at each time, by device and target in shares of the greatest."""
    return [[drawn(target, draws, **device) for target in targets] for device in devices]


def drawn(target, draws, device, times):
    greatest, make = MODELS[device]
    model = make()
    goal = torch.full((draws,), greatest * target)
    programmed = model.apply_programming_noise_to_conductance(goal)
    drift = model.generate_drift_coefficients(goal)
    now = [model.apply_drift_noise_to_conductance(programmed, drift, time).tolist() for time in times]
    exponents = [] if device == "reram" else drift.tolist()
    return {"programmed": programmed.tolist(), "exponents": exponents, "now": now}


def passes(weights, inputs, draws):
    """Outputs of many passes of one input through an array, one vector at a time; weights are inputs x outputs."""
    matrix = torch.tensor(weights).T.contiguous()
    parameters = IOParameters()
    batch = torch.tensor(inputs)[None]
    return [AnalogMVM.matmul(matrix, batch, parameters)[0].tolist() for _ in range(draws)]


def hits(model, pixels, labels, times, chips):
    """Right answers for each image, by chip and time."""
    images = torch.from_numpy(numpy.fromfile(pixels, numpy.float32)).reshape(-1, 32, 32, 3).permute(0, 3, 1, 2).contiguous()
    truth = torch.tensor(labels)
    answer = []
    for chip in range(chips):
        torch.manual_seed(chip)
        network = Network(model)
        configuration = TorchInferenceRPUConfig()
        configuration.mapping.weight_scaling_omega = 1.0
        configuration.mapping.weight_scaling_columnwise = False
        configuration.noise_model = PCMLikeNoiseModel()
        configuration.drift_compensation = GlobalDriftCompensation()
        analog = convert_to_analog(network, configuration)
        analog.eval()
        analog.program_analog_weights()
        own = []
        for time in times:
            analog.drift_analog_weights(time)
            with torch.no_grad():
                logits = torch.cat([analog(part) for part in images.split(10)])
            own.append((logits.argmax(1) == truth).int().tolist())
        answer.append(own)
    return answer


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    request = json.loads(sys.stdin.read())
    print(json.dumps({name: globals()[name](**parts) for name, parts in request.items()}))


main()
