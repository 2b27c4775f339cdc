"""How models/similarity is made: the same question, asked again. One module a step; README.md lists them in their order."""
