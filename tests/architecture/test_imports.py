"""The picture of the house: imports go down inside an app and left between apps."""

import ast
import tomllib
from pathlib import Path

from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from tests.architecture.sources import APPS, ROOT, python_files, relative


def test_the_contracts_hold() -> None:
    configure()
    assert lint_imports(is_debug_mode=True, cache_dir=None)


def test_each_app_has_strata_and_each_contract_is_exhaustive() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    strata = [contract for contract in contracts if contract["id"].startswith("strata-")]
    assert all(contract["exhaustive"] for contract in strata)
    named = {container for contract in strata for container in contract["containers"]}
    with_code = {app for app in APPS if len(list((ROOT / app).glob("*.py"))) > 2}
    assert with_code - named <= {"integrations"}


def hidden_imports(path: Path) -> list[str]:
    """Imports inside functions, which would hide a wrong direction from a reader."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        f"{relative(path)}:{node.lineno}"
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_no_import_is_hidden_in_a_function() -> None:
    ours = [path for path in python_files() if path.relative_to(ROOT).parts[0] in (*APPS, "config")]
    assert [place for path in ours for place in hidden_imports(path)] == []


def test_no_room_is_named_after_nothing() -> None:
    empty_words = {"utils", "helpers", "common", "core", "misc", "util", "helper"}
    assert [relative(path) for path in python_files() if empty_words & {path.stem, *path.parts}] == []
