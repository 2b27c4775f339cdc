"""How the models in models/ were made: one module a step, `python -m training.<step>`. Start with README.md."""
