#!/usr/bin/env python3
"""Prices the carts of `kontorctl quote`, as a second opinion on the engine: the same rules, written apart from it.

usage: quote_reference.py [FILE|-]      one cart, or one cart per line; the priced orders go to standard output

Every number is a Fraction; the only roundings are those a rule names. Lines are held without their signs, so all sums of
promotions are at or above zero; the signs come back with the taxes. The numbers of rules are those of the issue
"Pricing, tax and promotions".
"""
import json
import sys
from fractions import Fraction as F

from quote_reference_discounts import discount, phase, round_to, settle, test
from quote_reference_input import EXPONENT, Fault, read_cart
from quote_reference_own import codes_of, is_asked_for, refusal


# --- tax -----------------------------------------------------------------------------------------------------------------
class Line:
    """A line or a shipping entry. `unit`, `quantity`, `exact`, `listed` and `taken` are without sign."""
    def __init__(self, kind, source, unit_price, quantity, taxes, converted=False):
        self.kind, self.id, self.attributes, self.taxes = kind, source["id"], source["attributes"], taxes
        self.unit_price, self.converted = unit_price, converted
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
        if tax["kind"] == "percent_of_gross" and not tax["reverse_charge"]:
            rest = 1 - sum(t["rate"] for t in taxes
                           if t["kind"] == tax["kind"] and t["included"] == tax["included"]
                           and not t["reverse_charge"]) / F(100)
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
        self.lines = [self.line("lines", i, x, x["unit_price"], x["quantity"]) for i, x in enumerate(cart["lines"])]
        self.shipping = [self.line("shipping", i, x, x["price"], F(1)) for i, x in enumerate(cart["shipping"])]  # rule 10
        self.all = self.lines + self.shipping
        for line in self.all:
            line.listed = self.rounded(line.exact) if self.mode == "line" else line.exact  # rules 5 and 6
        # Rule 11: the lines say whether it is a refund; a cart without lines is what its shipping is.
        signs = {x.sign for x in self.lines if x.sign} or {x.sign for x in self.shipping if x.exact}
        self.way = -1 if signs == {-1} else 1
        for s in self.shipping:
            s.sign = s.sign if s.exact else self.way
        for line in self.all:
            line.seen = line.sign == self.way  # what promotions see: mixed carts have lines they pass over
        self.refused, self.applied, self.spent = [], [], {}

    def named(self, names):
        return [dict(self.cart["taxes"][name], name=name) for name in names]

    def line(self, part, i, source, given, quantity):
        taxes, price, old = self.named(source["taxes"]), given, source["priced_with"]
        if old is not None and set(old) != set(source["taxes"]) and all(self.cart["taxes"][t]["included"] for t in old):
            try:
                price = self.rounded(converted_price(price, self.named(old), taxes))
            except ZeroDivisionError:
                raise Fault(f"$.{part}[{i}].priced_with", "the taxes have no untaxed amount") from None
        return Line(part, source, price, quantity, taxes, price != given)

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
            of_lines = [] if line is not None else [x.attributes[name] for x in seen if name in x.attributes]
            return [self.cart["attributes"][name]] + of_lines
        if line is not None:
            return [None]
        return [x.attributes.get(name) for x in seen] or [None]

    def holds(self, terms, line=None):
        return all(any(test(values, term) for values in self.values(term["attribute"], line)) for term in terms)

    # Promotions.
    def promote(self):
        codes = {code for p in self.cart["promotions"] for code in codes_of(p)}
        self.refused += [(code, "code_unknown") for code in self.cart["codes"] if code not in codes]
        live = [p for p in self.cart["promotions"] if is_asked_for(self.cart, p)]
        phases = {p["code"]: ("lines", "order", "shipping").index(phase(p)) for p in live}
        live.sort(key=lambda p: (phases[p["code"]], p["priority"], p["code"].encode()))  # rule 13
        losers = {}
        for i, p in enumerate(live):
            if p["combination"] == "best" and p["code"] not in losers:
                group = [q for q in live[i:] if q["combination"] == "best" and q["priority"] == p["priority"]
                         and phases[q["code"]] == phases[p["code"]]]
                offers = [(self.rehearsed(live[i:live.index(q) + 1], group, q), q["code"]) for q in group]
                most, best = max(offers, key=lambda o: o[0][0])  # the first of equals
                losers.update({code: reason or "not_best" for (_, reason), code in offers if code != best})
                losers[best] = None
            if losers.get(p["code"]):
                self.refused.append((p["code"], losers[p["code"]]))
            else:
                self.turn(p)

    def rehearsed(self, live, group, wanted):
        """What a `best` one would take at its own turn, without its rivals, and why nothing: rule 25."""
        kept = [(x, x.taken, x.served, list(x.discounts)) for x in self.all]
        state = list(self.applied), dict(self.spent), list(self.refused)
        for p in live:
            if p is wanted or p not in group:
                self.turn(p)
        reason = self.refused[-1][1] if len(self.refused) > len(state[2]) and self.refused[-1][0] == wanted["code"] else None
        took = sum(x for line in self.all for code, x in line.discounts if code == wanted["code"])
        self.applied, self.spent, self.refused = state
        for x, x.taken, x.served, x.discounts in kept:
            pass
        return took, reason

    def turn(self, p):
        if self.applied and self.applied[-1]["combination"] == "exclusive":
            self.refused.append((p["code"], "exclusive"))  # rule 25
            return
        reason = refusal(self.cart, p)
        if not reason and p["group"] and p["group"] in [q["group"] for q in self.applied]:
            reason = "group"
        takes, reason, served = ([], reason, {}) if reason else self.offer(p)
        if reason:
            self.refused.append((p["code"], reason))
        else:
            self.apply(p, takes, served)

    def offer(self, p):
        """What the promotion would take now: (takes, why it is refused, units served)."""
        if not self.holds(p["conditions"]):
            return [], "condition", {}
        if self.applied and p["combination"] == "exclusive":
            return [], "exclusive", {}
        if p["effect"]["type"] == "gift":
            takes, served, total = [], {}, F(0)
            if not any(x.seen for x in self.all):
                return [], "nothing", {}
        else:
            takes, served = discount(self, p["effect"])
            total = sum(x for _, x in takes)
            if self.rounded(total) == 0:
                return [], "nothing", {}
        limit = next((c["budget"] for c in self.cart["campaigns"] if c["id"] == p["campaign"]), None)
        if limit:  # rule 24
            spend, uses = self.spent.get(p["campaign"], (F(0), 0))
            use = spend + self.rounded_discount(total) if limit["kind"].startswith("spend") else uses + 1
            if limit["used"] + use > limit["limit"]:
                return [], "budget_exceeded", {}
        return takes, None, served

    def apply(self, p, takes, served):
        self.applied.append(p)
        spend, uses = self.spent.get(p["campaign"], (F(0), 0))
        self.spent[p["campaign"]] = (spend + self.rounded_discount(sum(x for _, x in takes)), uses + 1)
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
            prices = settle(subtotal, [x.sign * x.listed for x in self.all], self.unit)
            for line, listed in zip(self.all, prices):
                if line.price == 0 and line.discounts:  # all of it taken, to the last fraction of a minor unit
                    code, last = line.discounts[-1]
                    line.discounts[-1] = (code, line.sign * listed - line.taken + last)
                    line.taken = line.sign * listed
                line.price = listed - line.sign * line.taken
            taken = [x.sign * x.taken for x in self.all]
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
        gifts = [(p["code"], p["effect"]["gift"]) for p in self.applied if p["effect"]["type"] == "gift"]
        given = {"gifts": [{"promotion": code, "product": g["product"], "quantity": self.show(self.way * g["quantity"], False)}
                           for code, g in gifts]} if gifts else {}
        return {**given, "lines": [self.shown(x) for x in self.lines], "shipping": [self.shown(x) for x in self.shipping],
                "totals": {"subtotal": self.show(subtotal), "discount": self.show(sum(taken)),
                           "net": self.show(sum(x.net for x in self.all)),
                           "tax": self.show(sum(sum(x.tax) for x in self.all)), "gross": self.show(gross),
                           "cash_rounding": self.show(payable - gross), "payable": self.show(payable),
                           "taxes": [{"tax": name, "base": self.show(b), "amount": self.show(a)}
                                     for name, (b, a) in taxes.items()]},
                "refused": [{"promotion": code, "reason": reason} for code, reason in self.refused]}

    def shown(self, line):
        return {"id": line.id, "unit_price": self.show(line.unit_price, line.converted), "gross": self.show(line.gross),
                "net": self.show(line.net),
                "discounts": [{"promotion": code, "amount": self.show(line.sign * x)} for code, x in line.discounts if x],
                "taxes": [{"tax": t["name"], "base": self.show(b), "amount": self.show(x)}
                          for t, b, x in zip(line.taxes, line.bases, line.tax)]}

    def show(self, x, computed=True):
        """A decimal string; rule 7: six decimals where nothing is rounded."""
        x = F(x)
        if self.mode == "none" and computed:
            x = round_to(x, F(1, 10 ** 6), self.cart["rounding"])
        digits = EXPONENT[self.cart["currency"]]
        while (x * 10 ** digits).denominator != 1:
            digits += 1
        scaled = abs(x * 10 ** digits).numerator
        body = str(scaled).rjust(digits + 1, "0")
        return ("-" if x < 0 else "") + (body[:-digits] + "." + body[-digits:] if digits else body)


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
