#!/usr/bin/env python3
"""Prices random carts with `kontorctl quote` and with quote_reference.py and compares lines, shipping, totals and refused.

usage: quote_fuzz.py KONTORCTL [--seed N] [--carts N] [--without CORNER,...] [--cases FILE] [--keep-going N]

The same seed gives the same carts. A difference is shrunk by deleting and simplifying parts, printed as the smallest cart
that still differs, and ends the run with status 1 (after --keep-going of them). `--cases` first runs hand-computed cases:
lines of {"name","input","expected"}, where `expected` names the parts of the answer that must be so.
Amounts are compared as numbers, exactly. The carts also check, on both sides: net + tax is gross, the lines add up to the
totals, what is paid is what is listed less the discounts, and a negative cart is the exact negative of its twin.
"""
import argparse
import copy
import json
import re
import subprocess
import sys
from fractions import Fraction as F
from pathlib import Path

import quote_reference
from quote_carts import CORNERS, Carts, plain

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# --- running and comparing ------------------------------------------------------------------------------------------------
def engine(binary, carts):
    carts = carts + [{"currency": "GBP", "lines": []}]  # never one alone, which would end at its fault
    source = "\n".join(json.dumps(c) for c in carts) + "\n"
    done = subprocess.run([binary, "quote", "-"], input=source, capture_output=True, text=True, timeout=600)
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    if len(answers) != len(carts):
        raise RuntimeError(f"{len(carts)} carts, {len(answers)} answers, status {done.returncode}: {done.stderr[-500:]}")
    return answers[:-1]


def normal(x, key=None):
    """Amounts as numbers, discounts of nothing left out, the order of `refused` and of the order's taxes left open."""
    if isinstance(x, dict):
        return {k: normal(v, k) for k, v in x.items() if k != "trace"}
    if isinstance(x, list):
        out = [normal(v) for v in x]
        return [v for v in out if v.get("amount") != 0] if key == "discounts" else out
    return F(x) if isinstance(x, str) and key not in ("id", "promotion", "reason", "path") and NUMBER.fullmatch(x) else x


def answer(x):
    if "error" in x:
        return {"error": x["error"]["path"]}
    out = normal({k: x[k] for k in ("lines", "shipping", "totals", "refused")} | {"gifts": x.get("gifts", [])})
    out["refused"] = sorted((r["promotion"], r["reason"]) for r in out["refused"])
    out["totals"]["taxes"] = sorted(out["totals"]["taxes"], key=lambda t: t["tax"])
    return out


def differing(a, b, path="$"):
    """Where two answers differ first, or None."""
    if isinstance(a, dict) and isinstance(b, dict):
        for k in sorted(set(a) | set(b)):
            found = f"{path}.{k} is missing" if k not in a or k not in b else differing(a[k], b[k], f"{path}.{k}")
            if found:
                return found
        return None
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return next((d for i, (x, y) in enumerate(zip(a, b)) if (d := differing(x, y, f"{path}[{i}]"))), None)
    if a == b:
        return None
    return f"{path}: {shown(a)} or {shown(b)}"


def shown(x):
    return (plain(x) if x.denominator in (1, 2, 5) or 10 ** 20 % x.denominator == 0 else str(x)) if isinstance(x, F) else str(x)


def unsound(cart, a):
    """A property an answer breaks, or None."""
    if "error" in a:
        return None
    slack = F(0) if cart.get("tax_rounding") != "none" else F(1, 10 ** 6) * (2 + 5 * len(a["lines"] + a["shipping"]))
    t, every = a["totals"], a["lines"] + a["shipping"]

    def off(x, y):
        return abs(x - y) > slack
    unit = F(cart.get("currency_rounding") or F(1, 10 ** quote_reference.EXPONENT[cart["currency"]]))
    for line in every:
        paid = line["net"] + sum(x["amount"] for x in line["taxes"] if cart["taxes"][x["tax"]].get("included"))
        given = sum(d["amount"] for d in line["discounts"])
        if given * (paid + given) < 0 or paid * (paid + given) < -slack or abs(given) > abs(paid + given) + slack:
            return f"the discounts of {line['id']} raise its price or turn its sign"
        amounts = [paid, given, line["gross"]] + [x["amount"] for x in line["taxes"] + line["discounts"]]
        if not slack and any(x % unit for x in amounts):
            return f"an amount of {line['id']} is finer than the currency is rounded to"
        if off(line["net"] + sum(x["amount"] for x in line["taxes"]), line["gross"]):
            return f"net + taxes is not gross on {line['id']}"
    for name in ("net", "gross"):
        if off(sum(x[name] for x in every), t[name]):
            return f"the {name} of the lines is not that of the order"
    if off(t["net"] + t["tax"], t["gross"]) or off(sum(x["amount"] for x in t["taxes"]), t["tax"]):
        return "net + tax is not gross"
    for tax in t["taxes"]:
        for name in ("base", "amount"):
            if off(sum(x[name] for line in every for x in line["taxes"] if x["tax"] == tax["tax"]), tax[name]):
                return f"the {name} of tax {tax['tax']} is not the sum of the lines"
    if off(sum(d["amount"] for x in every for d in x["discounts"]), t["discount"]):
        return "the discounts of the lines are not that of the order"
    included = sum(x["amount"] for x in t["taxes"] if cart["taxes"][x["tax"]].get("included"))
    if off(t["net"] + included, t["subtotal"] - t["discount"]):
        return "net + included taxes is not subtotal - discount"
    if off(t["gross"] + t["cash_rounding"], t["payable"]):
        return "gross + cash rounding is not payable"
    if "cash_rounding" in cart and t["payable"] % F(cart["cash_rounding"]) and not slack:
        return "payable is no multiple of cash_rounding"
    return None


def negated(cart, priced):
    """The twin of a cart, or None where it has none (mixed, or nothing below or above zero); `priced`: the cart's answer, for the unit prices."""
    def way(n):
        return (n > 0) - (n < 0)
    try:
        signs = {way(F(x["quantity"])) * (way(F(p["unit_price"]) * (100 - F(x.get("discount_percent", "0")))) or 1)
                 for x, p in zip(cart["lines"], priced.get("lines", []))} | {way(F(x["price"])) for x in cart.get("shipping", [])}
        if len(signs - {0}) != 1:
            return None
        twin = copy.deepcopy(cart)
        for line in twin["lines"]:
            line["quantity"] = plain(-F(line["quantity"]))
        for s in twin.get("shipping", []):
            s["price"] = plain(-F(s["price"]))
        return twin
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def opposite(a):
    """An answer with its amounts turned round: all but unit prices of lines."""
    def turn(x, key=None):
        if isinstance(x, dict):
            return {k: v if k == "unit_price" else turn(v, k) for k, v in x.items()}
        if isinstance(x, list):
            return [turn(v) for v in x]
        return -x if isinstance(x, F) else x
    out = turn(a)
    for s in out.get("shipping", []):
        s["unit_price"] = -s["unit_price"]
    return out


def problem(cart, theirs, ours, twin=None):
    """What is wrong with the two raw answers (and the engine's for the twin), or None."""
    try:
        theirs = answer(theirs)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return f"unreadable answer: {error!r}"
    ours = answer(ours)
    found = differing(theirs, ours)
    if found:
        return "engine or reference: " + found
    for side, a in (("engine", theirs), ("reference", ours)):
        if broken := unsound(cart, a):
            return f"{side}: {broken}"
    if twin is not None and "error" not in theirs:
        found = differing(opposite(theirs), answer(twin))
        if found:
            return "twin: negated or priced: " + found
    return None


def problems(binary, carts):
    ours = [quote_reference.quote(json.dumps(c)) for c in carts]
    twins = [negated(c, o) for c, o in zip(carts, ours)]
    extra = [t for t in twins if t is not None]
    if binary == "-":
        answers = ours + [quote_reference.quote(json.dumps(t)) for t in extra]
    else:
        answers = engine(binary, carts + extra)
    priced = iter(answers[len(carts):])
    for cart, theirs, own, twin in zip(carts, answers, ours, twins):
        yield cart, theirs, problem(cart, theirs, own, None if twin is None else next(priced))


# --- shrinking ------------------------------------------------------------------------------------------------------------
def paths(x, at=()):
    for key in (list(x) if isinstance(x, dict) else range(len(x))):
        yield at + (key,)
        if isinstance(x[key], (dict, list)):
            yield from paths(x[key], at + (key,))


def smaller(cart):
    """Carts with one part less, or one simpler."""
    for path in paths(cart):
        def edit(change):
            out = copy.deepcopy(cart)
            holder = out
            for key in path[:-1]:
                holder = holder[key]
            change(holder, path[-1])
            return out
        holder = cart
        for key in path:
            holder = holder[key]
        if path not in (("currency",), ("lines",)) and path[-2:-1] != ("values",):
            yield edit(lambda h, k: h.__delitem__(k))
        if isinstance(holder, str) and NUMBER.fullmatch(holder):
            x = F(holder)
            for other in {F(1), F(2), F(10), F(100), F(int(x)), abs(x), x / 2 if x % 2 == 0 else x}:
                if len(plain(other)) < len(holder) or len(plain(other)) == len(holder) and abs(other) < abs(x):
                    yield edit(lambda h, k: h.__setitem__(k, plain(other)))
        if isinstance(holder, int) and not isinstance(holder, bool) and holder > 1:
            yield edit(lambda h, k: h.__setitem__(k, 1))


def shrink(binary, cart, fault):
    """The smallest cart that still shows the same sort of problem. A fault stays as it is: deleting would make others."""
    def sort(f):
        return f.split(":")[0], "error" in f
    same, changed = sort(fault), "error" not in fault
    while changed:
        changed = False
        tries = list(smaller(cart))
        for cart_, _, found in problems(binary, tries) if tries else ():
            if found and sort(found) == same:
                cart, fault, changed = cart_, found, True
                break
    return cart, fault


def same_refusals(expected, got):
    """Their order is left open."""
    return sorted(map(json.dumps, expected)) == sorted(map(json.dumps, got))


def matches(expected, got):
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(k in got and (same_refusals if k == "refused" else matches)(v, got[k])
                                             for k, v in expected.items())
    if isinstance(expected, list):
        return isinstance(got, list) and len(expected) == len(got) and all(map(matches, expected, got))
    if isinstance(expected, str) and isinstance(got, str) and NUMBER.fullmatch(expected) and NUMBER.fullmatch(got):
        return F(expected) == F(got)
    return expected == got


def run_cases(binary, file):
    cases = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    bad = 0
    for case, theirs in zip(cases, engine(binary, [c["input"] for c in cases]) if binary != "-" else [None] * len(cases)):
        for side, got in (("engine", theirs), ("reference", quote_reference.quote(json.dumps(case["input"])))):
            if got is not None and not matches(case["expected"], got):
                bad += 1
                got.pop("trace", None)
                print(f"{side}: {case['name']}\n  input    {json.dumps(case['input'])}\n"
                      f"  expected {json.dumps(case['expected'])}\n  got      {json.dumps(got)}")
    print(f"{len(cases)} cases, {bad} wrong")
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", help="a kontorctl; - for the reference alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--carts", type=int, default=10000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--without", default="", help="corners to leave out: " + ", ".join(CORNERS))
    parser.add_argument("--only", default=None, help="corners to keep, all others left out")
    parser.add_argument("--cases")
    parser.add_argument("--keep-going", type=int, default=1)
    args = parser.parse_args()
    without = set(filter(None, args.without.split(",")))
    if args.only is not None:
        without = set(CORNERS) - set(args.only.split(","))
    bad = run_cases(args.binary, args.cases) if args.cases else 0
    carts = Carts(args.seed, without)
    done = faulty = refused = discounted = 0
    while done < args.carts and bad < args.keep_going:
        batch = [carts.cart() for _ in range(min(args.batch, args.carts - done))]
        found = problems(args.binary, batch)
        for cart, theirs, fault in found:
            faulty += "error" in theirs
            refused += bool(theirs.get("refused"))
            discounted += any(x["discounts"] for x in theirs.get("lines", []))
            if fault:
                bad += 1
                cart, fault = shrink(args.binary, cart, fault)
                theirs = quote_reference.quote(json.dumps(cart)) if args.binary == "-" else engine(args.binary, [cart])[0]
                theirs.pop("trace", None)
                own = quote_reference.quote(json.dumps(cart))
                print(f"{fault}\n  cart      {json.dumps(cart)}\n  engine    {json.dumps(theirs)}\n"
                      f"  reference {json.dumps(own)}", flush=True)
                if bad >= args.keep_going:
                    break
        done += len(batch)
    print(f"seed {args.seed}: {done} carts, {bad} differ; {discounted} with discounts, {refused} with refusals, {faulty} faulty")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
