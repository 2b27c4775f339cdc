"""REPORT.md, from what the models answered row by row (training/outputs), from speeds.json and from control_tokens.json.

answers.py reads them, the other modules make a table a function, __main__.py puts the tables together.
"""
