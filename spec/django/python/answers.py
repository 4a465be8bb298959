"""
Prints what the Django package answers, raises and reports, as a list of texts in JSON: `…` stands for what differs. Run with
the Python that has the package.
"""

import ast
import importlib.util
import json
from pathlib import Path

PACKAGE = Path(importlib.util.find_spec("django_aws_api_gateway_websockets").origin).parent
# The calls that are given such a text.
ANSWERS = {"HttpResponseForbidden", "HttpResponseBadRequest", "_return_bad_request"}
REPORTS = {"Error", "Warning", "warning"}
# The functions whose exceptions a site sees: those that send, and the handler that each view must have.
RAISING = {"serialise_message", "get_region_name", "send_message", "default"}


def main() -> None:
    views, checks, models = (
        ast.parse((PACKAGE / f"{name}.py").read_text()) for name in ("views", "checks", "models")
    )
    texts = [
        *texts_of_calls(views, ANSWERS | REPORTS),
        *texts_of_calls(checks, REPORTS),
    ]
    for function in (*ast.walk(models), *ast.walk(views)):
        if isinstance(function, ast.FunctionDef) and function.name in RAISING:
            texts += texts_of_raises(function)
    print(json.dumps(sorted({text for text in texts if text})))


def texts_of_calls(tree: ast.AST, names: set[str]) -> list[str | None]:
    texts = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            assigned = [
                (target.id, statement.value)
                for statement in ast.walk(function)
                if isinstance(statement, ast.Assign)
                for target in statement.targets
                if isinstance(target, ast.Name)
            ]
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and name_of(call.func) in names and call.args:
                    first = call.args[0]
                    name = getattr(first, "id", None)
                    texts.append(written(first))
                    texts += [written(value) for variable, value in assigned if variable == name]
    return texts


def texts_of_raises(tree: ast.AST) -> list[str | None]:
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    return [written(error.args[0]) for error in raised if isinstance(error, ast.Call) and error.args]


def name_of(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def written(text: ast.expr) -> str | None:
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return text.value
    if isinstance(text, ast.JoinedStr):
        return "".join(written(part) or "…" for part in text.values)
    return None


main()
