"""A vector in bytes: as many whole numbers from -127 to 127 as it has dimensions, and nothing else.

Likeness is the angle between two vectors, and an angle does not hang on their lengths: each is stretched until its
largest number is 127, and how far is not kept. With the same scale for all vectors, numbers of a normalised one with 384
dimensions would stand at some six steps of 127, and the cosines would be five times as rough.
"""

import numpy as np

LARGEST = 127


def quantise(vectors: np.ndarray) -> np.ndarray:
    """float32 [n, width] -> int8 [n, width]: [0.3, -0.1, 0] -> [127, -42, 0]; zeros stay zeros."""
    top = np.abs(vectors).max(1, keepdims=True, initial=0)
    scaled = np.divide(LARGEST * vectors, top, out=np.zeros_like(vectors), where=top > 0)
    # Half-way numbers go away from zero, as Math.round would not have it for negative ones: so it is said here.
    return (np.sign(scaled) * np.floor(np.abs(scaled) + 0.5)).astype(np.int8)
