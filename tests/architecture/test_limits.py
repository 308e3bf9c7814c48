"""No file over 400 lines, no function over 50, no template over 120, no remark over its line."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, python_files, relative, templates

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 50, 120


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_too_long() -> None:
    shorts = (*python_files(), *ROOT.glob("static/js/**/*.js"), *ROOT.glob("static/css/*.css"))
    assert [f"{relative(path)}: {lines(path)}" for path in shorts if lines(path) > FILE_LINES] == []


def test_no_function_is_too_long() -> None:
    too_long = [
        f"{relative(path)}:{node.lineno} {node.name}: {length(node)}"
        for path in python_files()
        for node in functions(path)
        if length(node) > FUNCTION_LINES
    ]
    assert too_long == []


def test_no_template_is_too_long() -> None:
    assert [f"{relative(path)}: {lines(path)}" for path in templates() if lines(path) > TEMPLATE_LINES] == []


def test_no_remark_of_a_template_runs_over_its_line() -> None:
    # Such a remark is text to Django: people would read it on the page.
    open_ended = [
        f"{relative(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if line.count("{#") != line.count("#}")
    ]
    assert open_ended == []


def test_journeys_wait_by_functions() -> None:
    # A bare expression is asked for again by `eval`, which the policy of the page forbids.
    callers = [relative(path) for path in python_files() if ".wait_for_function(" in path.read_text()]
    assert [path for path in callers if "test_limits" not in path] == ["tests/journeys/looks.py"]
