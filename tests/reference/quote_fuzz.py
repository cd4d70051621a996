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
import random
import re
import subprocess
import sys
from fractions import Fraction as F
from pathlib import Path

import quote_reference

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
CURRENCIES = ["GBP", "EUR", "USD", "JPY", "KWD", "CLF", "CHF", "SEK", "KRW", "TND"]
ROUNDINGS = ["half_up", "half_even", "half_down", "down"]
CORNERS = ["fine_prices", "weights", "mixed", "zero_lines", "negative_prices", "priced_with", "huge",
           "coarse_rounding", "fine_values", "over_first_unit", "across_fixed_price", "max_amount_buy_get",
           "max_quantity_buy_get", "order_conditions", "group_and_most", "order_max_quantity", "returned_shipping",
           "reverse_percent_of_gross", "reordered_priced_with", "empty_priced_with", "no_value", "over_hundred", "unsorted_tiers",
           "fine_max_amount", "group_weights", "own_and_cart_attribute", "across_first_additional", "tier_shipping",
           "discount_percent", "discount_over_hundred", "empty_cart", "order_rounding", "budget_zero", "faults", "order_first_additional", "shipping_built_ins", "order_group"]


class Random(random.Random):
    def maybe(self, chance):
        return self.random() < chance


def plain(x):
    """A Fraction with few decimals as a decimal string."""
    digits = 0
    while (x * 10 ** digits).denominator != 1:
        digits += 1
    body = str(abs((x * 10 ** digits).numerator)).rjust(digits + 1, "0")
    return ("-" if x < 0 else "") + (body[:-digits] + "." + body[-digits:] if digits else body)


class Carts:
    """Draws carts. A corner is a part of the format that a run can leave out by name."""
    def __init__(self, seed, without):
        self.r, self.without = Random(seed), without

    def corner(self, name, chance):
        assert name in CORNERS, name
        return self.r.maybe(chance) and name not in self.without

    def cart(self):
        r = self.r
        cart = {"currency": r.choice(CURRENCIES), "lines": []}
        self.minor = F(1, 10 ** quote_reference.EXPONENT[cart["currency"]])
        self.fine, self.weights = self.corner("fine_prices", 0.25), self.corner("weights", 0.25)
        self.scale = 10 ** 12 if self.corner("huge", 0.05) else r.choice([20, 300, 5000, 5000, 100000])
        if r.maybe(0.6):
            cart["tax_rounding"] = r.choice(["line", "order", "none"] if self.corner("order_rounding", 1) else ["line", "none"])
        if r.maybe(0.5):
            cart["rounding"] = r.choice(ROUNDINGS)
        if r.maybe(0.3):
            cart["discount_rounding"] = r.choice(ROUNDINGS)
        if self.corner("coarse_rounding", 0.15):
            cart["currency_rounding"] = plain(self.minor * r.choice([1, 5, 10, F(1, 10), F(1, 2)]))
        if r.maybe(0.3):
            cart["cash_rounding"] = plain(self.minor * r.choice([1, 5, 10, 25, 100]))
        if r.maybe(0.7):
            cart["taxes"] = {f"t{i}": self.tax() for i in range(r.randint(1, 4))}
        self.taxes = list(cart.get("taxes", {}))
        self.definitions = cart.get("taxes", {})
        way = -1 if r.maybe(0.12) else 1
        mixed = self.corner("mixed", 0.1)
        cart["lines"] = [self.line(f"l{i}", r.choice([1, -1]) if mixed else way) for i in range(0 if self.corner("empty_cart", 0.1) else r.choice([1, 1, 2, 2, 3, 4, 6]))]
        if r.maybe(0.35):
            ship = r.choice([1, -1]) if mixed else way * (-1 if self.corner("returned_shipping", 0.1) else 1)
            cart["shipping"] = [self.shipping(f"s{i}", ship) for i in range(r.choice([1, 1, 2, 3]))]
        if r.maybe(0.4):
            cart["attributes"] = self.attributes({"customer.group": ["VIP", "staff", "guest"], "store": ["north", "south"]})
        if r.maybe(0.5):
            cart["campaigns"] = [self.campaign(f"c{i}") for i in range(r.randint(1, 2))]
        self.campaigns = [c["id"] for c in cart.get("campaigns", [])]
        codes = r.sample(["A", "B", "C", "Z", "a", "b", "aa", "é", "10", "9", "\U0001f381", "\uff21"], r.choice([0, 1, 1, 2, 2, 3, 4, 6]))
        if codes:
            cart["promotions"] = [self.promotion(code) for code in codes]
        if r.maybe(0.3):
            cart["codes"] = r.sample(codes + ["NONE", "none"], r.randint(0, min(3, len(codes) + 2)))
        if r.maybe(0.05):
            cart["automatic"] = r.maybe(0.5)
        if r.maybe(0.1):
            cart["at"] = "2026-11-22T10:00:00+00:00"
        return self.broken(cart) if self.corner("faults", 0.01) else cart

    def amount(self, fine=None):
        unit = self.minor / 1000 if (self.fine if fine is None else fine) and self.r.maybe(0.7) else self.minor
        top = self.scale * self.r.choice([1, 1, F(1, 10), F(1, 100)])
        return unit * self.r.randint(0 if self.r.maybe(0.05) else 1, max(1, int(top * (self.minor / unit))))

    def quantity(self):
        if self.weights and self.r.maybe(0.6):
            return F(self.r.randint(1, 5000), 1000)
        return F(self.r.choice([1, 1, 1, 2, 2, 3, 4, 5, 7, 10, 12, 100 if self.r.maybe(0.2) else 6]))

    def line(self, name, way):
        r = self.r
        q, price = self.quantity(), self.amount()
        if self.corner("zero_lines", 0.04):
            q = F(0)
        if self.corner("negative_prices", 0.05):
            q, price = -q, -price
        line = {"id": name, "quantity": plain(q * way), "unit_price": plain(price)}
        if self.corner("discount_percent", 0.12):
            line["discount_percent"] = r.choice(["10", "5", "12.5", "33.333", "100", "0", "50"])
            if self.corner("discount_over_hundred", 0.05):
                line["discount_percent"] = "150"
        if r.maybe(0.8) and self.taxes:
            line["taxes"] = self.drawn(r.sample(self.taxes, r.randint(0, len(self.taxes))))
            if self.corner("priced_with", 0.12):
                old = self.drawn(r.sample(self.taxes, r.randint(0, len(self.taxes))))
                if set(old) == set(line["taxes"]) and old != line["taxes"] and "reordered_priced_with" in self.without:
                    old = line["taxes"]
                if old or self.corner("empty_priced_with", 1):
                    line["priced_with"] = old
        if r.maybe(0.8):
            line["attributes"] = self.attributes({"product.id": ["mug", "cup", "pen"], "category": ["kitchen", "office", "all"], "size": ["5", "10", "12.50"]})
            if self.corner("own_and_cart_attribute", 0.03):
                line["attributes"]["store"] = r.choice(["north", "south"])
        return line

    def drawn(self, taxes):
        """Without the combinations a run leaves out."""
        if "reverse_percent_of_gross" in self.without:
            kinds = [self.definitions[t]["kind"] for t in taxes if "kind" in self.definitions[t]]
            if kinds.count("percent_of_gross") > 1:
                return [t for t in taxes if not self.definitions[t].get("reverse_charge")]
        return taxes

    def shipping(self, name, way):
        s = {"id": name, "price": plain(self.amount() * way)}
        if self.taxes and self.r.maybe(0.7):
            s["taxes"] = self.drawn(self.r.sample(self.taxes, self.r.randint(0, len(self.taxes))))
        if self.r.maybe(0.5):
            s["attributes"] = self.attributes({"method": ["post", "van"]})
        return s

    def attributes(self, known):
        out = {}
        for name, values in known.items():
            if self.r.maybe(0.6):
                out[name] = self.r.sample(values, self.r.randint(1, 2)) if self.r.maybe(0.3) else self.r.choice(values)
        return out

    def tax(self):
        r = self.r
        kind = r.choice(["percent", "percent", "percent", "percent_of_gross", "fixed_per_unit"])
        rate = r.choice(["20", "10", "5", "7", "19", "8.875", "6", "4", "2.5", "0", "-5", "0.001", "21.3333"])
        if kind == "fixed_per_unit":
            rate = plain(self.minor * r.choice([1, 5, 12, 50, 25, F(1, 2), F(1, 10), 100, -10]))
        tax = {"kind": kind, "rate": rate}
        if kind == "percent" and r.maybe(0.3):
            del tax["kind"]
        for name, chance in (("included", 0.5), ("affects_later_bases", 0.35), ("reverse_charge", 0.08)):
            if r.maybe(chance):
                tax[name] = True
        if r.maybe(0.2):
            tax["base_affected_by_earlier"] = False
        return tax

    def campaign(self, name):
        r = self.r
        c = {"id": name}
        if r.maybe(0.85):
            kind = r.choice(["spend", "use", "spend_per_customer", "use_per_customer"])
            use = kind.startswith("use")
            least = 0 if self.corner("budget_zero", 0.3) else 1
            limit = F(r.randint(least, 3)) if use else self.minor * r.randint(least, max(1, self.scale))
            c["budget"] = {"kind": kind, "limit": plain(limit)}
            if r.maybe(0.4):
                c["budget"]["used"] = plain(F(r.randint(0, int(limit))) if use else self.minor * r.randint(0, int(limit / self.minor)))
        return c

    def conditions(self, scope):
        r = self.r
        out = []
        for _ in range(r.choice([1, 1, 2])):
            amounts = ["order.subtotal", "order.quantity", "shipping.subtotal", "line.unit_price", "line.quantity", "size"]
            names = ["product.id", "category", "customer.group", "store", "order.currency", "method", "nowhere"] + amounts
            if scope == "shipping" and "shipping_built_ins" in self.without:
                names = [n for n in names if not n.startswith("line.")]
            if scope == "cart" and "shipping_built_ins" in self.without:
                names = [n for n in names if n != "method"]
            name = r.choice(names)
            if name in amounts:
                operator = r.choice(["eq", "ne", "gt", "gte", "lt", "lte"])
                value = {"order.quantity": plain(self.quantity()), "line.quantity": plain(self.quantity()),
                         "size": r.choice(["5", "10", "12.50"])}.get(name) or plain(self.amount(False))
                values = [value]
            else:
                operator = r.choice(["eq", "ne", "in", "not_in"])
                pool = {"product.id": ["mug", "cup", "pen"], "category": ["kitchen", "office", "all"],
                        "customer.group": ["VIP", "staff"], "store": ["north", "south"], "order.currency": ["GBP", "EUR"],
                        "method": ["post", "van"]}.get(name, ["x"])
                values = r.sample(pool, min(len(pool), r.randint(1, 2))) if operator in ("in", "not_in") else [r.choice(pool)]
            out.append({"attribute": name, "operator": operator, "values": values})
        return out

    def promotion(self, code):
        r = self.r
        p = {"code": code, "automatic": True}
        if r.maybe(0.1):
            p["automatic"] = False
        if self.campaigns and r.maybe(0.5):
            p["campaign"] = r.choice(self.campaigns)
        if r.maybe(0.5):
            p["priority"] = r.randint(-1, 2)
        if r.maybe(0.45):
            p["combination"] = r.choice(["stack", "exclusive", "best", "best"])
        if r.maybe(0.25):
            p["conditions"] = self.conditions("cart")
        p["effect"] = self.effect()
        return p

    def percent(self):
        if self.corner("over_hundred", 0.03):
            return "150"
        return self.r.choice(["10", "15", "50", "100", "33.33", "12.5", "0.5", "7", "99.99", "25", "0"])

    def value(self):
        x = self.amount(False) * self.r.choice([1, F(1, 4), F(1, 10)])
        return plain(x if self.corner("fine_values", 0.2) else self.minor * max(0, int(x / self.minor)))

    def effect(self):
        r = self.r
        e = {"type": r.choice(["percentage", "percentage", "fixed", "fixed_price", "first_additional", "buy_get", "buy_get"])}
        kind = e["type"]
        percent = kind in ("percentage", "buy_get")
        target = "lines" if kind == "buy_get" else r.choice(["lines", "lines", "lines", "order", "shipping"])
        if target == "order" and kind == "first_additional" and "order_first_additional" in self.without:
            target = "lines"
        if target != "lines" or r.maybe(0.3):
            e["target"] = target
        if kind != "buy_get" or r.maybe(0.6):
            e["value"] = self.percent() if percent else self.value()
        if kind == "percentage" and r.maybe(0.3):
            del e["type"]
        if kind == "first_additional":
            if r.maybe(0.9):
                e["additional"] = self.value()
            if not self.corner("over_first_unit", 1):
                e["value"], e["additional"] = plain(self.minor), plain(self.minor)
        if kind != "buy_get" and r.maybe(0.6):
            e["allocation"] = r.choice(["each", "line", "across", "once"])
            if e["allocation"] == "across" and (kind == "fixed_price" and not self.corner("across_fixed_price", 1) or
                                                kind == "first_additional" and not self.corner("across_first_additional", 1)):
                e["allocation"] = "each"
        if r.maybe(0.3) and (target != "order" or self.corner("order_conditions", 0.5)):
            e["target_conditions"] = self.conditions(target)
        if r.maybe(0.3) and (kind != "buy_get" or self.corner("max_quantity_buy_get", 1)) \
                and (target != "order" or self.corner("order_max_quantity", 1)):
            e["max_quantity"] = r.randint(1, 6)
        if r.maybe(0.2) and (kind != "buy_get" or self.corner("max_amount_buy_get", 1)):
            e["max_amount"] = self.value() if self.corner("fine_max_amount", 0.3) else plain(self.minor * r.randint(1, self.scale))
        if kind != "buy_get" and r.maybe(0.15) and (not self.weights or self.corner("group_weights", 1)) \
                and (target != "order" or self.corner("order_group", 1)) \
                and ("max_quantity" not in e or self.corner("group_and_most", 1)):
            e["group_size"] = r.randint(1, 4)
        if r.maybe(0.4):
            e["pick"] = r.choice(["cheapest", "dearest"])
        if r.maybe(0.2):
            e["tiers"] = self.tiers(percent)
            if self.corner("no_value", 0.3):
                e.pop("value", None)
        if kind == "buy_get":
            whole = not self.weights or r.maybe(0.5)
            e["buy"] = {"min_quantity": str(r.randint(1, 3)) if whole else plain(F(r.randint(1, 30), 10))}
            if r.maybe(0.4):
                e["buy"]["conditions"] = self.conditions("lines")
            e["get_quantity"] = str(r.choice([1, 1, 2])) if whole else plain(F(r.randint(1, 30), 10))
            if r.maybe(0.3):
                e["times"] = r.randint(1, 3)
        return e

    def tiers(self, percent):
        r = self.r
        t = {"steps": []}
        by_quantity = r.maybe(0.4)
        if by_quantity or r.maybe(0.3):
            t["measure"] = "quantity" if by_quantity else "amount"
        if self.corner("tier_shipping", 0.2):
            t["of"] = "shipping"
        if r.maybe(0.3):
            t["conditions"] = self.conditions(t.get("of", "lines"))
        steps = [F(r.randint(1, 8)) if by_quantity else self.amount(False) for _ in range(r.randint(1, 3))]
        steps = sorted(set(steps)) if not self.corner("unsorted_tiers", 0.05) else list(dict.fromkeys(steps))
        t["steps"] = [[plain(s), self.percent() if percent else self.value()] for s in steps]
        return t

    def broken(self, cart):
        """One fault somewhere, unless there is one."""
        if "error" in quote_reference.quote(json.dumps(cart)):
            return cart
        r = self.r
        spots = [(holder, key) for holder, key in walk(cart)]
        holder, key = r.choice(spots)
        kind = r.choice(["unknown", "type", "nan", "digits", "twice", "undefined"])
        if kind == "unknown":
            target = holder if isinstance(holder, dict) and key != "vat" else cart
            if target is not cart.get("attributes") and not any(target is x for x in self.free(cart)):
                target["colour"] = "red"
        elif kind == "type":
            holder[key] = r.choice([7.5, None, {"x": 1}, [[1]]])
        elif kind in ("nan", "digits"):
            numbers = [(h, k) for h, k in spots if k in ("quantity", "unit_price", "price", "rate", "value", "limit", "min_quantity")]
            for h, k in numbers[:1]:
                h[k] = r.choice(["NaN", float("nan"), "Infinity", "", " 1", "1e3", "0x1"]) if kind == "nan" else r.choice(["1" * 40, "0." + "3" * 45, "-" + "9" * 60])
        elif kind == "twice" and cart["lines"]:
            cart["lines"].append(copy.deepcopy(cart["lines"][0]))
        elif cart["lines"]:
            cart["lines"][-1]["taxes"] = ["undefined"]
        return cart

    @staticmethod
    def free(cart):
        """Objects whose keys are names, not fields."""
        return [cart.get("taxes")] + [x.get("attributes") for x in cart["lines"] + cart.get("shipping", []) if isinstance(x, dict)]


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
    out = normal({k: x[k] for k in ("lines", "shipping", "totals", "refused")})
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
    for line in every:
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
    return None


def negated(cart, priced):
    """The twin of a cart, or None where it has none (mixed); `priced`: the cart's answer, for the unit prices."""
    def way(n):
        return (n > 0) - (n < 0)
    try:
        signs = {way(F(x["quantity"])) * (way(F(p["unit_price"]) * (100 - F(x.get("discount_percent", "0")))) or 1)
                 for x, p in zip(cart["lines"], priced.get("lines", []))} | {way(F(x["price"])) for x in cart.get("shipping", [])}
        if len(signs - {0}) > 1:
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
def walk(x):
    for key in (list(x) if isinstance(x, dict) else range(len(x))):
        yield x, key
        if isinstance(x[key], (dict, list)):
            yield from walk(x[key])


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
            for other in {F(1), F(2), F(10), F(100), F(int(x)), -x if x < 0 else x, x / 2 if x.denominator == 1 and x % 2 == 0 else x}:
                if len(plain(other)) < len(holder) or len(plain(other)) == len(holder) and abs(other) < abs(x):
                    yield edit(lambda h, k: h.__setitem__(k, plain(other)))
        if isinstance(holder, int) and not isinstance(holder, bool) and holder > 1:
            yield edit(lambda h, k: h.__setitem__(k, 1))


def shrink(binary, cart, fault):
    """The smallest cart that still shows the same sort of problem."""
    def sort(c, f):
        path = quote_reference.quote(json.dumps(c)).get("error", {}).get("path", "")  # deleting must not make another fault
        return f.split(":")[0], "error" in f, re.sub("[0-9]+", "0", path)
    same, changed = sort(cart, fault), True
    while changed:
        changed = False
        tries = list(smaller(cart))
        for cart_, _, found in problems(binary, tries) if tries else ():
            if found and sort(cart_, found) == same:
                cart, fault, changed = cart_, found, True
                break
    return cart, fault


def matches(expected, got):
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(k in got and matches(v, got[k]) for k, v in expected.items())
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
                print(f"{side}: {case['name']}\n  input    {json.dumps(case['input'])}\n  expected {json.dumps(case['expected'])}\n  got      {json.dumps(got)}")
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
                print(f"{fault}\n  cart      {json.dumps(cart)}\n  engine    {json.dumps(theirs)}\n  reference {json.dumps(quote_reference.quote(json.dumps(cart)))}", flush=True)
                if bad >= args.keep_going:
                    break
        done += len(batch)
    print(f"seed {args.seed}: {done} carts, {bad} differ; {discounted} with discounts, {refused} with refusals, {faulty} faulty")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
