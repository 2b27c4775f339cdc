"""Without PyTorch, the tests of what does without still run."""

from importlib.util import find_spec

NEED_PYTORCH = (
    *("export", "finetune", "gru", "nano", "narrow", "offence", "optimise"),
    *("similarity_learn", "similarity_teachers", "similarity_turn"),
)
collect_ignore = [] if find_spec("torch") else [f"{name}_test.py" for name in NEED_PYTORCH]


def pytest_report_header() -> list[str]:
    return [f"left out, because PyTorch is missing: {', '.join(collect_ignore)}"] if collect_ignore else []
