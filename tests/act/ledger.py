"""A ledger in memory that keeps what a journal would, and can stop the process at any line of it."""

import json

from toolkit.act.ledger import Standing


class Stop(BaseException):
    """The process ended here."""


class Memory:
    """Everything in the order it was written. `stop_at` ends the process right after a line of that kind."""

    def __init__(self):
        self.lines = []
        self.stop_at = ""

    def kinds(self):
        return [line["kind"] for line in self.lines]

    def standing(self, verb, parameters):
        stack = []
        for line in self.lines:
            if (line["verb"], line["parameters"]) != (verb, dict(parameters)):
                continue
            if line["kind"] == "promise":
                stack.append({"captured": line["captured"], "kept": False, "undoing": False})
            elif line["kind"] == "verified":
                stack[-1]["kept"] = line["so"]
            elif line["kind"] == "undo":
                stack[-1]["undoing"] = True
            elif line["kind"] == "undone" and line["so"]:
                stack.pop()
        return Standing(**stack[-1]) if stack else None

    def promise(self, verb, parameters, captured, approval):
        by = approval.by if approval else ""
        self._write("promise", verb, parameters, captured=json.loads(json.dumps(captured)), approved_by=by)

    def acted(self, verb, parameters):
        self._write("acted", verb, parameters)

    def verified(self, verb, parameters, verified):
        self._write("verified", verb, parameters, so=verified.so)

    def failed(self, verb, parameters, reason, *, maybe):
        self._write("failed", verb, parameters, reason=reason, maybe=maybe)

    def undo(self, verb, parameters):
        self._write("undo", verb, parameters)

    def undone(self, verb, parameters, verified):
        self._write("undone", verb, parameters, so=verified.so)

    def _write(self, kind, verb, parameters, **more):
        self.lines.append({"kind": kind, "verb": verb, "parameters": dict(parameters), **more})
        if kind == self.stop_at:
            self.stop_at = ""
            raise Stop(kind)
