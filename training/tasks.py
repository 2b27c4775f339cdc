"""The columns of a model's logits. Sentiment takes three (softmax), every other task one (sigmoid)."""

SENTIMENT = ("negative", "neutral", "positive")
COLUMNS = (*SENTIMENT, "offensive", "question")
OFFENSIVE, QUESTION = COLUMNS.index("offensive"), COLUMNS.index("question")
# The teacher knows no questions: students learn them from question marks (kind.py).
TEACHER_COLUMNS = COLUMNS[:OFFENSIVE + 1]
# The label of a task that a text has none of.
UNKNOWN = -1
