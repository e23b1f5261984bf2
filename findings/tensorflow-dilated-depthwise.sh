#!/usr/bin/env bash
# TensorFlow's op DepthwiseConv2dNative has an attribute `dilations`, and one would expect the op to work on every processor and
# its gradient to follow the attribute. On the CPU only oneDNN's kernel computes dilations, and TensorFlow chooses oneDNN by the
# processor (AVX512-VNNI or newer), so the same program runs on one machine and fails on another. Where it runs, the
# gradient is that of the convolution without dilation. tf.nn.depthwise_conv2d avoids both: it cuts the image into phases
# and calls the op without dilations. Callers of the op itself, such as tfjs-node, do not. An attack through such a network
# would follow wrong gradients without any error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tensorflow-cpu==2.21.0 2>/dev/null
cat >"$folder/run.py" <<'PY'
import os
import sys

os.environ["TF_ENABLE_ONEDNN_OPTS"] = sys.argv[1]
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

images, kernel = tf.ones((1, 5, 5, 1)), tf.ones((3, 3, 1, 1))


def by_op(x):
    return tf.raw_ops.DepthwiseConv2dNative(input=x, filter=kernel, strides=[1, 1, 1, 1], padding="SAME", dilations=[1, 2, 2, 1])


def by_function(x):
    return tf.nn.depthwise_conv2d(x, kernel, [1, 1, 1, 1], "SAME", dilations=[2, 2])


def sums(run):
    try:
        with tf.GradientTape() as tape:
            tape.watch(images)
            total = tf.reduce_sum(run(images))
        return float(total), float(tf.reduce_sum(tape.gradient(total, images)))
    except tf.errors.UnimplementedError as error:
        return error.message.split("[Op")[0].split("}} ")[-1].strip()


# All ones, so the outputs and the gradient have the same sum.
print("TensorFlow", tf.__version__, "with oneDNN" if sys.argv[1] == "1" else "without oneDNN")
print("  tf.nn.depthwise_conv2d: sums of outputs and gradient", sums(by_function))
print("  DepthwiseConv2dNative:  sums of outputs and gradient", sums(by_op))
PY
found=$(for onednn in 1 0; do "$folder/venv/bin/python" "$folder/run.py" $onednn 2>/dev/null; done)
echo "$found"
grep -q "DepthwiseConv2dNative: .*121.*169" <<<"$found"
grep -q "DepthwiseConv2dNative: .*does not support dilations" <<<"$found"
test "$(grep -c "tf.nn.depthwise_conv2d: .*121.*121" <<<"$found")" = 2
