"""How the models in models/ were made: one module a step, `python -m training.<step>`. Start with README.md."""

import os

# As functions/adapters/onnx-runtime.ts: ONNX Runtime reports each session to Microsoft otherwise.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
