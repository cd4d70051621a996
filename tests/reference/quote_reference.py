#!/usr/bin/env python3
"""Prices the carts of `kontorctl quote`, as a second opinion on the engine: the same rules, written apart from it.

usage: quote_reference.py [FILE|-]      one cart, or one cart per line; the priced orders go to standard output

Every number is a Fraction; the only roundings are those a rule names. Lines are held without their signs, so all sums of
promotions are at or above zero; the signs come back with the taxes. The numbers of rules are those of the issue
"Pricing, tax and promotions".
"""
import json
import re
import sys
from fractions import Fraction as F

from quote_reference_input import EXPONENT, Fault, read_cart


# --- rounding and shares -------------------------------------------------------------------------------------------------
def round_to(x, unit, mode):
    """Rule 8. `unit` 0 rounds nothing (rule 7)."""
    if unit == 0:
        return x
    n, rest = divmod(abs(x) / unit, 1)
    up = rest > F(1, 2) or rest == F(1, 2) and (mode == "half_up" or mode == "half_even" and n % 2 == 1)
    return (n + (1 if up and mode != "down" else 0)) * unit * (1 if x >= 0 else -1)


def spread(total, exact, unit, most=None):
    """`total`, in the proportions of `exact` (which need not add up to it), by largest remainder, a tie to the earlier; no
    part above its `most`."""
    whole_sum = sum(exact)
    if whole_sum == 0 and total != 0:
        return [F(0)] * len(exact)
    shares = [x * total / whole_sum if whole_sum else x for x in exact]
    return settle(total, shares, unit, most)


def settle(total, shares, unit, most=None):
    """Rounds `shares` so that they add up to `total`, by largest remainder."""
    if unit == 0:
        return shares
    out = [round_to(x, unit, "down") for x in shares]
    left = (total - sum(out)) / unit
    way = 1 if left >= 0 else -1
    order = sorted(range(len(out)), key=lambda i: (-way * (shares[i] - out[i]), i))
    for i in order:
        if abs(left) >= 1 and (most is None or out[i] + way * unit <= most[i]):
            out[i] += way * unit
            left -= way
    return out


# --- tax -----------------------------------------------------------------------------------------------------------------
class Line:
    """A line or a shipping entry. `unit`, `quantity`, `exact`, `listed` and `taken` are without sign."""
    def __init__(self, kind, source, unit_price, quantity, taxes):
        self.kind, self.id, self.attributes, self.taxes = kind, source["id"], source["attributes"], taxes
        self.unit_price = unit_price
        price = unit_price * (1 - source.get("discount_percent", F(0)) / 100)  # rule 9
        self.unit, self.quantity, self.exact = abs(price), abs(quantity), abs(price * quantity)
        self.sign = sign(price) * sign(quantity) if price else sign(quantity)
        self.taken, self.discounts, self.served = F(0), [], F(0)


def sign(x):
    return (x > 0) - (x < 0)


def tax_terms(taxes, quantity, way):
    """Rules 1 to 4: each tax, and its base, as (a, c): a x B + c, with B the untaxed amount."""
    terms, raised = [], (F(1), F(0))
    for tax in taxes:
        base = raised if tax["base_affected_by_earlier"] else (F(1), F(0))
        rate = tax["rate"] / 100
        if tax["kind"] == "percent_of_gross":
            rest = 1 - sum(t["rate"] for t in taxes
                           if t["kind"] == tax["kind"] and t["included"] == tax["included"]) / F(100)
            if rest == 0:
                raise ZeroDivisionError
            rate /= rest
        amount = (rate * base[0], rate * base[1])
        if tax["kind"] == "fixed_per_unit":
            amount = (F(0), tax["rate"] * quantity * way)
        if tax["reverse_charge"]:
            amount = (F(0), F(0))
        terms.append((amount, base))
        if tax["affects_later_bases"]:
            raised = (raised[0] + amount[0], raised[1] + amount[1])
    return terms


def untaxed(price, taxes, terms):
    """Rule 1: B plus all included taxes is the price."""
    included = [amount for tax, (amount, _) in zip(taxes, terms) if tax["included"]]
    return (price - sum(c for _, c in included)) / (1 + sum(a for a, _ in included))


def exact_taxes(price, taxes, quantity, way):
    terms = tax_terms(taxes, quantity, way)
    b = untaxed(price, taxes, terms)
    return [a * b + c for (a, c), _ in terms]


def converted_price(price, old, new):
    """Rule 10, for one unit."""
    way = -1 if price < 0 else 1
    b = untaxed(price, old, tax_terms(old, F(1), way))
    return b + sum(a * b + c for tax, ((a, c), _) in zip(new, tax_terms(new, F(1), way)) if tax["included"])


# --- the order -----------------------------------------------------------------------------------------------------------
class Order:
    def __init__(self, cart):
        self.cart = cart
        minor = cart["currency_rounding"] or F(1, 10 ** EXPONENT[cart["currency"]])
        self.mode = cart["tax_rounding"]
        self.unit = F(0) if self.mode == "none" else minor
        self.lines = [self.line(i, line) for i, line in enumerate(cart["lines"])]
        self.shipping = [Line("shipping", s, s["price"], F(1), self.named(s["taxes"])) for s in cart["shipping"]]
        self.all = self.lines + self.shipping
        for line in self.all:
            line.listed = self.rounded(line.exact) if self.mode == "line" else line.exact  # rules 5 and 6
        # Rule 11: the lines say whether it is a refund; a cart without lines is what its shipping is.
        signs = {x.sign for x in self.lines if x.sign} or {x.sign for x in self.shipping if x.sign}
        self.way = -1 if signs == {-1} else 1
        for line in self.all:
            line.seen = line.sign == self.way  # what promotions see: mixed carts have lines they pass over
        self.refused, self.applied, self.spent = [], [], {}

    def named(self, names):
        return [dict(self.cart["taxes"][name], name=name) for name in names]

    def line(self, i, source):
        taxes, price = self.named(source["taxes"]), source["unit_price"]
        old = source["priced_with"]
        if old is not None and set(old) != set(source["taxes"]) and all(self.cart["taxes"][t]["included"] for t in old):
            try:
                price = self.rounded(converted_price(price, self.named(old), taxes))
            except ZeroDivisionError:
                raise Fault(f"$.lines[{i}].priced_with", "the taxes have no untaxed amount") from None
        return Line("lines", source, price, source["quantity"], taxes)

    def rounded(self, x):
        return round_to(x, self.unit, self.cart["rounding"])

    def rounded_discount(self, x):
        return round_to(x, self.unit, self.cart["discount_rounding"] or self.cart["rounding"])

    # Conditions: rule 14.
    def subtotal(self, lines):
        return sum((x.listed - x.taken for x in lines if x.seen), F(0))

    def values(self, name, line):
        """All the values an attribute has, for the line or for the cart; None where nothing has it."""
        seen = [x for x in self.lines if x.seen]
        built_in = {"order.subtotal": lambda: [self.subtotal(self.lines)],
                    "order.quantity": lambda: [sum((x.quantity for x in seen), F(0))],
                    "order.currency": lambda: [self.cart["currency"]],
                    "shipping.subtotal": lambda: [self.subtotal(self.shipping)]}
        of_line = {"line.unit_price": lambda x: [x.unit], "line.quantity": lambda x: [x.quantity]}
        if name in built_in:
            return [built_in[name]()]
        if name in of_line:
            return [of_line[name](x) for x in (seen if line is None else [line])] or [None]
        if line is not None and name in line.attributes:
            return [line.attributes[name]]
        if name in self.cart["attributes"]:
            return [self.cart["attributes"][name]]
        if line is not None:
            return [None]
        return [x.attributes.get(name) for x in self.lines if x.seen or x.sign == 0] or [None]

    def holds(self, terms, line=None):
        return all(any(test(values, term) for values in self.values(term["attribute"], line)) for term in terms)

    # Promotions.
    def promote(self):
        codes = {p["code"] for p in self.cart["promotions"]}
        self.refused += [(code, "code_unknown") for code in self.cart["codes"] if code not in codes]
        live = [p for p in self.cart["promotions"]
                if p["code"] in self.cart["codes"] or p["automatic"] and self.cart["automatic"]]
        phases = {p["code"]: ("lines", "order", "shipping").index(phase(p)) for p in live}
        live.sort(key=lambda p: (phases[p["code"]], p["priority"], p["code"].encode()))  # rule 13
        done = set()
        for p in live:
            if p["code"] in done:
                continue
            if self.applied and (p["combination"] == "exclusive" or self.applied[-1]["combination"] == "exclusive"):
                self.refused.append((p["code"], "exclusive"))  # rule 25
                continue
            rivals = [p]
            if p["combination"] == "best":
                rivals = [q for q in live if (q["combination"], q["priority"], phases[q["code"]]) ==
                          ("best", p["priority"], phases[p["code"]])]
            offers = [(q, self.offer(q)) for q in rivals]
            best = max(offers, key=lambda o: sum(x for _, x in o[1][0]))  # the first of equals
            for q, (takes, reason, served) in offers:
                done.add(q["code"])
                if reason:
                    self.refused.append((q["code"], reason))
                elif q is not best[0]:
                    self.refused.append((q["code"], "not_best"))
                else:
                    self.apply(q, takes, served)

    def offer(self, p):
        """What the promotion would take now: (takes, why it is refused, units served)."""
        if not self.holds(p["conditions"]):
            return [], "condition", {}
        takes, served = discount(self, p["effect"])
        total = sum(x for _, x in takes)
        if total == 0:
            return [], "nothing", {}
        limit = next((c["budget"] for c in self.cart["campaigns"] if c["id"] == p["campaign"]), None)
        if limit:  # rule 24
            spend, uses = self.spent.get(p["campaign"], (F(0), 0))
            use = spend + total if limit["kind"].startswith("spend") else uses + 1
            if limit["used"] + use > limit["limit"]:
                return [], "budget_exceeded", {}
        return takes, None, served

    def apply(self, p, takes, served):
        self.applied.append(p)
        spend, uses = self.spent.get(p["campaign"], (F(0), 0))
        self.spent[p["campaign"]] = (spend + sum(x for _, x in takes), uses + 1)
        for line, amount in takes:
            if amount:
                line.taken += amount
                line.discounts.append((p["code"], amount))
        for line, units in served.items():
            line.served += units

    # Taxes and totals.
    def finish(self):
        for line in self.all:
            signed = line.sign or 1
            line.price = signed * (line.listed - line.taken)
            try:
                line.tax = exact_taxes(line.price, line.taxes, line.quantity, line.sign)
            except ZeroDivisionError:
                part = self.lines if line.kind == "lines" else self.shipping
                raise Fault(f"$.{line.kind}[{part.index(line)}].taxes", "the taxes have no untaxed amount") from None
        subtotal = sum(x.sign * x.listed for x in self.all)
        taken = [x.sign * x.taken for x in self.all]
        if self.mode == "line":  # rule 5
            for line in self.all:
                line.tax = [self.rounded(x) for x in line.tax]
        elif self.mode == "order":  # rule 6
            subtotal = self.rounded(subtotal)
            listed = settle(subtotal, [x.sign * x.listed for x in self.all], self.unit)
            for line, amount in zip(self.all, listed):
                gone = line.price == 0  # all of it taken, to the last fraction of a minor unit
                line.price = F(0) if gone else amount - line.sign * line.taken
                if gone and line.discounts:
                    code, last = line.discounts[-1]
                    line.discounts[-1] = (code, line.sign * amount - line.taken + last)
            taken = [x - line.price for x, line in zip(listed, self.all)]
            for name in self.cart["taxes"]:
                spots = [(line, i) for line in self.all for i, t in enumerate(line.taxes) if t["name"] == name]
                exact = [line.tax[i] for line, i in spots]
                for (line, i), amount in zip(spots, settle(self.rounded(sum(exact)), exact, self.unit)):
                    line.tax[i] = amount
        for line in self.all:
            line.net = line.price - sum(x for t, x in zip(line.taxes, line.tax) if t["included"])
            line.gross = line.net + sum(line.tax)
            raised, line.bases = line.net, []
            for tax, amount in zip(line.taxes, line.tax):
                line.bases.append(raised if tax["base_affected_by_earlier"] else line.net)
                raised += amount if tax["affects_later_bases"] else 0
        taxes = {}
        for line in self.all:
            for tax, base, amount in zip(line.taxes, line.bases, line.tax):
                old = taxes.get(tax["name"], (F(0), F(0)))
                taxes[tax["name"]] = (old[0] + base, old[1] + amount)
        gross = sum(x.gross for x in self.all)
        cash = self.cart["cash_rounding"]
        payable = round_to(gross, cash, "half_up") if cash else gross  # rule 8
        return {"lines": [self.shown(x) for x in self.lines], "shipping": [self.shown(x) for x in self.shipping],
                "totals": {"subtotal": self.show(subtotal), "discount": self.show(sum(taken)),
                           "net": self.show(sum(x.net for x in self.all)),
                           "tax": self.show(sum(sum(x.tax) for x in self.all)), "gross": self.show(gross),
                           "cash_rounding": self.show(payable - gross), "payable": self.show(payable),
                           "taxes": [{"tax": name, "base": self.show(b), "amount": self.show(a)}
                                     for name, (b, a) in taxes.items()]},
                "refused": [{"promotion": code, "reason": reason} for code, reason in self.refused]}

    def shown(self, line):
        return {"id": line.id, "unit_price": self.show(line.unit_price), "gross": self.show(line.gross),
                "net": self.show(line.net),
                "discounts": [{"promotion": code, "amount": self.show(line.sign * x)} for code, x in line.discounts if x],
                "taxes": [{"tax": t["name"], "base": self.show(b), "amount": self.show(x)}
                          for t, b, x in zip(line.taxes, line.bases, line.tax)]}

    def show(self, x):
        """A decimal string; rule 7: six decimals where nothing is rounded."""
        x = F(x)
        if self.mode == "none":
            x = round_to(x, F(1, 10 ** 6), self.cart["rounding"])
        digits = EXPONENT[self.cart["currency"]]
        while (x * 10 ** digits).denominator != 1:
            digits += 1
        scaled = abs(x * 10 ** digits).numerator
        body = str(scaled).rjust(digits + 1, "0")
        return ("-" if x < 0 else "") + (body[:-digits] + "." + body[-digits:] if digits else body)


def phase(p):
    return "lines" if p["effect"]["type"] == "buy_get" else p["effect"]["target"]


# --- conditions ----------------------------------------------------------------------------------------------------------
def test(values, term):
    """Rule 14 for one bearer; `values` None: the attribute is absent."""
    operator = term["operator"]
    if values is None:
        return operator in ("ne", "not_in")
    return any(compare(v, operator, term["values"]) for v in values)


def number(v):
    if isinstance(v, F):
        return v
    return F(v) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", v) else None


def equal(a, b):
    return number(b) == a if isinstance(a, F) else a == b


def compare(value, operator, values):
    if operator in ("eq", "in", "ne", "not_in"):
        return any(equal(value, x) for x in values) == (operator in ("eq", "in"))
    a = number(value)
    pairs = [(a, number(x)) for x in values]
    ops = {"gt": lambda x, y: x > y, "gte": lambda x, y: x >= y, "lt": lambda x, y: x < y, "lte": lambda x, y: x <= y}
    return any(x is not None and y is not None and ops[operator](x, y) for x, y in pairs)


# --- discounts -----------------------------------------------------------------------------------------------------------
def picked(lines, available, wanted, dearest):
    """`wanted` units by unit price, equal prices in the order of the cart: {line: units}; fewer where there are no more."""
    out = {}
    for line in sorted(lines, key=lambda x: -x.unit if dearest else x.unit):
        units = min(available(line), wanted)
        if units > 0:
            out[line] = units
            wanted -= units
    return out


def tier_value(order, e):
    """Rule 21."""
    value = e["value"]
    if e["tiers"]:
        t = e["tiers"]
        lines = [x for x in (order.lines if t["of"] == "lines" else order.shipping)
                 if x.seen and order.holds(t["conditions"], x)]
        measured = order.subtotal(lines) if t["measure"] == "amount" else sum(x.quantity for x in lines)
        for threshold, instead in t["steps"]:
            if measured >= threshold:
                value = instead
    return value


def targets(order, e):
    part = order.shipping if e["target"] == "shipping" else order.lines
    return [x for x in part if x.seen and (e["target"] == "order" or order.holds(e["target_conditions"], x))]


def units_of(e, lines):
    """Rules 15 and 20: how many units of each line a promotion may touch."""
    units = {x: x.quantity for x in lines}
    if e["group_size"]:
        groups = sum(units.values(), F(0)) // e["group_size"]
        units = picked(lines, lambda x: x.quantity, groups * e["group_size"], e["pick"] == "dearest")
    if e["allocation"] == "once" and e["target"] != "order":
        return picked(lines, lambda x: units.get(x, F(0)), F(e["max_quantity"] or 1), e["pick"] == "dearest")
    return {x: min(units[x], e["max_quantity"] or units[x]) for x in lines if x in units}


def left(line):
    """What the line still costs, as its price is listed."""
    return line.listed - line.taken


def discount(order, e):
    """([(line, amount)], {line: units served})."""
    value = tier_value(order, e)
    if e["type"] == "buy_get":
        served, got = buy_get(order, e)
        lines = [x for x in order.lines if x in got]
        rooms = [min(x.unit * got[x], left(x)) for x in lines]
        wanted = [x.unit * got[x] * (F(100) if value is None else value) / 100 for x in lines]
        return capped(order, e, lines, rooms, [order.rounded_discount(min(w, r)) for w, r in zip(wanted, rooms)]), served
    if value is None:
        return [], {}
    units = units_of(e, targets(order, e))
    lines = [x for x in order.all if x in units]
    rooms = [max(F(0), x.unit * units[x] - x.taken) for x in lines]  # rule 15
    across = e["target"] == "order" or e["allocation"] == "across"
    wanted = [min(max(F(0), amount(e, value, units[x], room)), room) for x, room in zip(lines, rooms)]
    if not across:
        return capped(order, e, lines, rooms, [order.rounded_discount(w) for w in wanted]), {}
    total = sum(wanted)  # rules 16 to 18
    if e["type"] == "fixed":
        total = value
    if e["type"] == "fixed_price" and e["target"] == "order":
        total = sum(rooms) - value
    total = order.rounded_discount(min(max(F(0), total), sum(rooms)))
    return capped(order, e, lines, rooms, share(order, total, lines, rooms)), {}


def amount(e, value, units, room):
    """Rules 16, 17 and 19: what one line would lose."""
    if e["type"] == "percentage":
        return room * value / 100
    if e["type"] == "fixed":
        return value if e["allocation"] == "line" else value * units
    if e["type"] == "fixed_price":
        return room - value * units
    return value * min(units, 1) + e["additional"] * max(units - 1, 0)


def share(order, total, lines, rooms):
    """Rule 18."""
    most = [left(x) for x in lines]
    return most if total >= sum(most) else spread(total, rooms, order.unit, most)


def capped(order, e, lines, rooms, takes):
    """Rule 12, and rule 19's `max_amount`."""
    takes = [min(t, left(x)) for x, t in zip(lines, takes)]
    if e["max_amount"] is not None and sum(takes) > e["max_amount"]:
        takes = share(order, round_to(e["max_amount"], order.unit, "down"), lines, rooms)
    return list(zip(lines, takes))


def buy_get(order, e):
    """Rules 22 and 23: ({line: units bought or got}, {line: units got})."""
    seen = [x for x in order.lines if x.seen]
    buyable = [x for x in seen if order.holds(e["buy"]["conditions"], x)]
    gettable = [x for x in seen if order.holds(e["target_conditions"], x)]
    free = {x: x.quantity - x.served for x in seen}
    served, got, rounds = {}, {}, e["times"]
    while rounds is None or rounds > 0:
        bought = picked(buyable, lambda x: free[x], e["buy"]["min_quantity"], True)
        gets = picked(gettable, lambda x: free[x] - bought.get(x, 0), e["get_quantity"], e["pick"] == "dearest")
        if sum(bought.values()) < e["buy"]["min_quantity"] or sum(gets.values()) < e["get_quantity"]:
            break
        used = {x: bought.get(x, 0) + gets.get(x, 0) for x in seen if x in bought or x in gets}
        again = min(free[x] // n for x, n in used.items())  # the same round repeats until one of its lines runs short
        again = again if rounds is None else min(again, rounds)
        rounds = rounds if rounds is None else rounds - again
        for x, n in used.items():
            free[x] -= n * again
            served[x] = served.get(x, 0) + n * again
            got[x] = got.get(x, 0) + gets.get(x, 0) * again
    return served, {x: n for x, n in got.items() if n}


def quote(source):
    try:
        order = Order(read_cart(source))
        order.promote()
        return order.finish()
    except Fault as fault:
        return {"error": {"path": fault.path, "message": fault.message}}


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "-"
    with sys.stdin if name == "-" else open(name, encoding="utf-8") as file:
        source = file.read()
    try:
        json.loads(source)
        print(json.dumps(quote(source)))
    except ValueError:
        for line in source.splitlines():
            if line.strip():
                print(json.dumps(quote(line)))


if __name__ == "__main__":
    main()
