"""Networks of maps that train in a moment."""

from digitrec.models.architectures.maps import FINDER_CHANNELS
from digitrec.models.quiet import quiet_keras


def tiny_finder(name: str = "finder"):
    layers, entry, maps = _begun()
    maps = layers.ReLU()(layers.Conv2D(8, 3, 2, "same")(maps))
    return quiet_keras().Model(entry, layers.Conv2D(FINDER_CHANNELS, 3, padding="same")(maps), name=name)


def tiny_ink(name: str = "ink"):
    layers, entry, maps = _begun()
    ink = layers.Conv2DTranspose(1, 2, 2, name="ink")(maps)
    return quiet_keras().Model(entry, [ink, layers.Conv2D(1, 1, name="kernels")(maps)], name=name)


def tiny_single(name: str = "single"):
    layers, entry, maps = _begun()
    return quiet_keras().Model(entry, layers.Conv2DTranspose(1, 2, 2, name="ink")(maps), name=name)


def _begun():
    layers = quiet_keras().layers
    entry = quiet_keras().Input((None, None, 3), name="image")
    maps = layers.Conv2D(8, 5, 2, "same", use_bias=False)(entry)
    return layers, entry, layers.ReLU()(layers.BatchNormalization(momentum=0.9)(maps))
