"""JSONata, evaluated by npm's jsonata 2.0.6, the version that Step Functions documents.

ministack's own port of JSONata is a later one and differs: it takes ?? and ?:, loses nulls that
are given to functions, and writes large numbers otherwise. One process of Node serves all.
"""

import json
import os
import re
import subprocess
import threading

MARK = "\0untouched"
LARGEST_EXACT = 2**53


class Engine:
    """The process of Node that knows JSONata; it ends with this one."""

    def __init__(self):
        self.turn, self.process = threading.Lock(), None

    def ask(self, question):
        """The answer's text; the engine answers one question after the other."""
        with self.turn:
            if self.process is None or self.process.poll() is not None:
                script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expressions.js")
                self.process = subprocess.Popen(
                    ["node", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
            self.process.stdin.write(question + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if not answer:
                raise RuntimeError("Node ended: is jsonata in NODE_PATH?")
            return answer


engine = Engine()


def expression(value):
    """The text of an expression, or None for what is no expression."""
    if isinstance(value, str) and value.startswith("{%") and value.endswith("%}") and len(value) >= 4:
        return value[2:-2]
    return None


def find(value, path=""):
    """All expressions in a template, with their places."""
    if expression(value) is not None:
        yield path, expression(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from find(item, f"{path}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from find(item, f"{path}[{number}]")


def problems(definition):
    """What is wrong with the expressions of a definition."""
    found = list(find(definition))
    if not found:
        return []
    answers = json.loads(engine.ask(json.dumps({"parse": [text for _, text in found]})))["problems"]
    return [f"{problem} at {path}" for (path, _), problem in zip(found, answers) if problem]


def evaluate(texts, bindings, now):
    """The engine's answers: {"value": …}, {"error": text}, or {} for undefined."""
    question = json.dumps({"evaluate": texts, "bindings": bindings, "now": int(now * 1000)})
    exact = Exact(bindings) if re.search(r"\d{16}", question) else int
    return json.loads(engine.ask(question), parse_int=exact, parse_float=getattr(exact, "float", float),
                      object_hook=lambda value: untouched(value, bindings))["answers"]


def untouched(value, bindings):
    """What came through as it was, in place of its mark."""
    if MARK not in value:
        return value
    place = bindings
    for key in value[MARK]:
        place = place[key]
    return place


class Exact:
    """Finds whole numbers again that Node has only nearly: AWS keeps them up to 2^63."""

    def __init__(self, bindings):
        self.known = {}
        self.collect(bindings)

    def collect(self, value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                self.collect(item)
        elif isinstance(value, int) and LARGEST_EXACT < abs(value) < 2**63:
            self.known.setdefault(float(value), set()).add(value)

    def find(self, number):
        candidates = self.known.get(float(number), ())
        return next(iter(candidates)) if len(candidates) == 1 else number

    def __call__(self, text):
        return self.find(int(text))

    def float(self, text):
        return self.find(float(text))
