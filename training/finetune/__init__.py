"""A shipped model, taught what your own audience means by positive, neutral and negative: docs/your-own-data.md.

`python -m training.finetune --data labelled.csv --out models/mine` reads rows (table, records, examples), parts them
(parts), trains (tune), judges before and after (judge), and writes a model folder (folder).
"""
