"""What is sent to doors: orders as the description of the API says, right or made odd."""

import random
import re
from urllib.parse import urlencode

ODD_TEXT = (
    "", " ", "0", "-1", "1e309", "NaN", "9" * 23, "2026-02-30", "0000-00-00", "9999-12-31",
    "0001-01-01", "å" * 300, "\u202e\ufeff\u0301", "a\x00b", "'; drop table x; --",
    "<script>alert(1)</script>", "%s%(x)s{{7*7}}", "true", "null", "x" * 20_000,
    "１２３", "12:99", "2026-13", "SE", "sv",
)  # fmt: skip
ODD_VALUES = (
    *ODD_TEXT, None, True, 0, -1, 1.5, 10**30, [], {}, [None], [[]], {"a": 1}, ["a"] * 50,
    2**63, -(2**63) - 1, 1e300,
)  # fmt: skip
WORDS = ("Anna", "5560125790", "a@b.example", "basic", "1", "2026-04-01")


class Sender:
    """Sends what `chance` makes of what would be right."""

    def __init__(self, spec):
        self.spec, self.chance, self.sent = spec, random.Random(20260302), 0

    def plausible(self, schema):
        """A value as the description says it should be."""
        while "$ref" in schema or "allOf" in schema:
            name = schema.get("$ref") or schema["allOf"][0].get("$ref", "")
            schema = self.spec["components"]["schemas"][name.rpartition("/")[2]]
        kind = schema.get("type")
        made = {
            "object": lambda: {
                name: self.plausible(each) for name, each in schema.get("properties", {}).items()
            },
            "array": lambda: [self.plausible(schema.get("items", {}))],
            "integer": lambda: self.chance.choice([0, 1, 3]),
            "boolean": lambda: self.chance.choice([True, False]),
        }
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        return made.get(kind[0] if isinstance(kind, list) else kind, self.word)()

    def right(self, rule, method):
        """Orders as one door's own description has them, one after another; none: no body."""
        body = self.said(rule, method).get("requestBody")
        while body:
            yield self.plausible(next(iter(body["content"].values())).get("schema", {}))

    def said(self, rule, method):
        """What the description says of a door."""
        shown = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
        return self.spec["paths"].get(shown, {}).get(method.lower(), {})

    def word(self):
        return self.chance.choice(WORDS)

    def made_odd(self, order, odd):
        """The same order, with one to three of its fields odd or, now and then, left out."""
        order = dict(order)
        for name in self.chance.sample(
            sorted(order), k=min(len(order), self.chance.choice((1, 1, 3)))
        ):
            if self.chance.random() < 0.1:
                del order[name]
            elif isinstance(order[name], list) and order[name] and isinstance(order[name][0], dict):
                order[name] = [self.made_odd(order[name][0], odd)]
            else:
                order[name] = self.chance.choice(odd)
        return order

    def query(self, names):
        return urlencode({name: self.chance.choice(ODD_TEXT) for name in names})
