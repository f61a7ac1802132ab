"""A network that trains in a moment, with the layers that training and packing know by name."""

from digitrec.models.quiet import quiet_keras


def tiny(classes: int = 11, name: str = "tiny", width: int = 4):
    keras = quiet_keras()
    layers = keras.layers
    entry = keras.Input((28, 28, 1))
    maps = layers.BatchNormalization()(layers.Conv2D(width, 5, strides=4, use_bias=False)(entry))
    features = layers.Dropout(0.2)(layers.Flatten()(layers.ReLU()(maps)))
    logits = layers.Dense(classes, dtype="float32", name="logits")(features)
    return keras.Model(entry, layers.Softmax(dtype="float32")(logits), name=name)
