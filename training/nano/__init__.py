"""The student without encoder layers (the idea of DSN-BERT): embeddings are summed, and a small classifier reads the sums.

pieces.py cuts the vocabulary, network.py is the network, graph.py its ONNX form, __main__.py trains it.
"""
