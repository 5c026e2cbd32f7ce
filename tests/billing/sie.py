"""A reader of SIE 4 files that knows the standard and none of our code."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Read:
    """What a file says."""

    head: dict = field(default_factory=dict)
    years: dict = field(default_factory=dict)
    accounts: dict = field(default_factory=dict)
    opening: dict = field(default_factory=dict)
    closing: dict = field(default_factory=dict)
    result: dict = field(default_factory=dict)
    vouchers: list = field(default_factory=list)

    def moved(self):
        """What the vouchers come to on each account."""
        found = defaultdict(Decimal)
        for _number, _day, _words, rows in self.vouchers:
            for account, amount in rows:
                found[account] += amount
        return {account: amount for account, amount in found.items() if amount}


def read(content):
    """The file's content; AssertionError where it breaks the standard."""
    told = Read()
    lines = content.decode("cp437").split("\r\n")
    assert lines.pop() == ""
    assert lines[0] == "#FLAGGA 0"
    inside = None
    for line in lines[1:]:
        label, *values = fields(line.strip())
        if label == "{":
            inside = told.vouchers[-1][3]
        elif label == "}":
            assert sum(amount for _, amount in inside) == 0
            inside = None
        elif label == "#TRANS":
            account, objects, amount = values[:3]
            assert (objects, account in told.accounts) == ("{}", True)
            inside.append((account, Decimal(amount)))
        elif label == "#VER":
            told.vouchers.append((values[1], values[2], values[3], []))
        elif label == "#KONTO":
            told.accounts[values[0]] = values[1]
        elif label == "#RAR":
            told.years[values[0]] = tuple(values[1:])
        elif label in {"#IB", "#UB", "#RES"}:
            into = {"#IB": told.opening, "#UB": told.closing, "#RES": told.result}[label]
            assert values[0] == "0"
            into[values[1]] = Decimal(values[2])
        else:
            told.head.setdefault(label, values)
    return told


def fields(line):
    """The fields of a record: parted by spaces, quoted with backslashes before quotes."""
    found, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
        elif line[at] == '"':
            value, at = "", at + 1
            while line[at] != '"':
                at += line[at] == "\\"
                value, at = value + line[at], at + 1
            found.append(value)
            at += 1
        else:
            end = line.find(" ", at)
            end = len(line) if end < 0 else end
            found.append(line[at:end])
            at = end
    return found
