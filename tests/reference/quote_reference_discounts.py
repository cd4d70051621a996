"""Conditions and discounts for quote_reference.py: what one promotion would take from an order, and the roundings and shares
of all amounts. Amounts are Fractions without sign; a `unit` of 0 rounds nothing (rule 7)."""
import re
from fractions import Fraction as F


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
    order, before = sorted(range(len(out)), key=lambda i: (-way * (shares[i] - out[i]), i)), None
    while abs(left) >= 1 and left != before:  # again where some had no room for theirs
        before = left
        for i in order:
            if abs(left) >= 1 and (most is None or out[i] + way * unit <= most[i]):
                out[i] += way * unit
                left -= way
    return out


# --- conditions ----------------------------------------------------------------------------------------------------------
def test(values, term):
    """Rule 14 for one bearer; `values` None: the attribute is absent."""
    operator = term["operator"]
    if values is None or values == []:
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


def phase(p):
    return {"buy_get": "lines", "gift": "shipping"}.get(p["effect"]["type"], p["effect"]["target"])


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


def targets_of(order, e):
    part = order.shipping if e["target"] == "shipping" else order.lines
    return [x for x in part if x.seen and (e["target"] == "order" or order.holds(e["target_conditions"], x))]


def units_of(e, lines):
    """Rules 15 and 20: how many units of each line a promotion may touch."""
    units = {x: x.quantity for x in lines}
    if e["group_size"]:
        groups = sum(units.values(), F(0)) // e["group_size"]
        units = picked(lines, lambda x: x.quantity, groups * e["group_size"], e["pick"] == "dearest")
    if e["allocation"] == "once" and e["target"] != "order":
        return picked(lines, lambda x: units.get(x, F(0)), F(1 if e["max_quantity"] is None else e["max_quantity"]), e["pick"] == "dearest")
    return {x: units[x] if e["max_quantity"] is None else min(units[x], e["max_quantity"]) for x in lines if x in units}


class Target:
    """A line with the units a promotion may touch. `room` is rule 15; `left` is what taking all of it takes: for a whole line
    what its listed price still is, so that nothing is left over by rounding."""
    def __init__(self, order, line, units, room):
        self.line, self.units = line, units
        self.most = line.listed - line.taken  # rule 12
        self.room = max(F(0), room)
        self.whole = room == line.unit * line.quantity - line.taken
        self.left = self.most if self.whole else min(order.rounded_discount(self.room), self.most)


def discount(order, e):
    """([(line, amount)], {line: units served})."""
    value = tier_value(order, e)
    if e["type"] == "buy_get":
        served, got = buy_get(order, e)
        targets = []
        for x in order.lines:
            if x in got:
                most = x.unit * (x.quantity if e["max_quantity"] is None else min(x.quantity, e["max_quantity"])) - x.taken
                targets.append(Target(order, x, got[x], min(x.unit * got[x], most)))
        wanted = [t.line.unit * t.units * (F(100) if value is None else value) / 100 for t in targets]
        return capped(order, e, targets, [alone(order, t, w) for t, w in zip(targets, wanted)]), served
    if value is None:
        if e["type"] != "first_additional":
            return [], {}
        value = F(0)
    units = units_of(e, targets_of(order, e))
    targets = [Target(order, x, units[x], x.unit * units[x] - x.taken) for x in order.all if x in units]
    wanted = [amount(e, value, t) for t in targets]
    if e["target"] != "order" and e["allocation"] != "across":
        return capped(order, e, targets, [alone(order, t, w) for t, w in zip(targets, wanted)]), {}
    total = sum(min(max(F(0), w), t.room) for t, w in zip(targets, wanted))  # rules 16 to 18
    if e["type"] == "fixed":
        total = value
    if e["type"] == "fixed_price" and e["target"] == "order":
        total = sum(t.left for t in targets) - value
    return capped(order, e, targets, share(order, total, targets), [True] * len(targets)), {}


def amount(e, value, target):
    """Rules 16, 17 and 19: what one line would lose."""
    if e["type"] == "percentage":
        return target.room * value / 100
    if e["type"] == "fixed":
        return value if e["allocation"] == "line" else value * target.units
    if e["type"] == "fixed_price":
        return target.room - value * target.units
    return value * min(target.units, 1) + e["additional"] * max(target.units - 1, 0)


def alone(order, target, wanted):
    return target.left if wanted >= target.room else min(max(F(0), order.rounded_discount(wanted)), target.most)


def share(order, total, targets):
    """Rule 18."""
    if total >= min(sum(t.room for t in targets), sum(t.left for t in targets)):
        return [t.left for t in targets]
    total = order.rounded_discount(max(F(0), total))
    if total >= sum(t.left for t in targets):
        return [t.left for t in targets]
    return spread(total, [t.room for t in targets], order.unit, [t.left for t in targets])


def capped(order, e, targets, takes, got=None):
    """Rule 19's `max_amount`."""
    if e["max_amount"] is not None and sum(takes) > e["max_amount"]:
        some = [t for t, x in zip(targets, got or takes) if x]  # not those the promotion passes over
        most = round_to(e["max_amount"], order.unit, "down")
        return list(zip((t.line for t in some), share(order, most, some)))
    return [(t.line, x) for t, x in zip(targets, takes)]


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
