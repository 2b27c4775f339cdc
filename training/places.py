"""Where the steps read and write. Nothing under WORK is committed; what the project ships lies in models/ and training/."""

import os
from pathlib import Path

TRAINING = Path(__file__).parent
# The data sets, laid out as sources.py names them. They are not part of the project: see README.md.
DATA = Path(os.environ.get("ROOMTONE_DATA", TRAINING / "data"))
# Weights, checkpoints and candidates: several GB.
WORK = Path(os.environ.get("ROOMTONE_WORK", TRAINING / "work"))
# Per-row outputs on labelled sets, which report.py reads.
OUTPUTS = TRAINING / "outputs"
MODELS = TRAINING.parent / "models"
