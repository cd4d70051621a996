"""Random carts for quote_fuzz.py: every field of the format, and by name the corners that a run can leave out."""
import copy
import json
import random
from datetime import datetime
from fractions import Fraction as F

import quote_reference

CURRENCIES = ["GBP", "EUR", "USD", "JPY", "KWD", "CLF", "CHF", "SEK", "KRW", "TND"]
ROUNDINGS = ["half_up", "half_even", "half_down", "down"]
CORNERS = ["fine_prices", "weights", "mixed", "zero_lines", "negative_prices", "priced_with", "huge", "coarse_rounding",
           "fine_values", "over_first_unit", "across_fixed_price", "max_amount_buy_get", "max_quantity_buy_get",
           "order_conditions", "group_and_most", "order_max_quantity", "returned_shipping", "reverse_percent_of_gross",
           "reordered_priced_with", "empty_priced_with", "no_value", "over_hundred", "unsorted_tiers", "fine_max_amount",
           "group_weights", "own_and_cart_attribute", "across_first_additional", "tier_shipping", "discount_percent",
           "discount_over_hundred", "empty_cart", "order_rounding", "budget_zero", "faults", "order_first_additional",
           "shipping_built_ins", "order_group", "enormous", "crowded", "schedules", "stacking_groups", "further_codes", "variants",
           "gifts"]


MOMENTS = [f"2026-11-{day}T{clock}:00{zone}" for day in (20, 22, 23) for clock in ("00:30", "09:00", "11:59", "22:00")
           for zone in ("+00:00", "+05:30", "-08:00")]


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
        self.gentle, self.rivals = r.maybe(0.6), r.maybe(0.15)  # small discounts leave room for the next; rivals are all `best`
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
        crowded = self.corner("crowded", 0.004)
        count = 0 if self.corner("empty_cart", 0.1) else r.randint(20, 60) if crowded else r.choice([1, 1, 2, 2, 3, 4, 6])
        cart["lines"] = [self.line(f"l{i}", r.choice([1, -1]) if mixed else way) for i in range(count)]
        if r.maybe(0.45):
            ship = r.choice([1, -1]) if mixed else way * (-1 if self.corner("returned_shipping", 0.1) else 1)
            cart["shipping"] = [self.shipping(f"s{i}", ship) for i in range(r.choice([1, 1, 2, 3]))]
        if r.maybe(0.4):
            cart["attributes"] = self.attributes({"customer.group": ["VIP", "staff", "guest"], "store": ["north", "south"],
                                                  "customer.id": ["c1", "c2"]})
        if r.maybe(0.5):
            cart["campaigns"] = [self.campaign(f"c{i}") for i in range(r.randint(1, 2))]
        self.campaigns = [c["id"] for c in cart.get("campaigns", [])]
        names = ["A", "B", "C", "Z", "a", "b", "aa", "é", "10", "9", "\U0001f381", "\uff21"]
        codes = r.sample(names, r.choice([0, 1, 1, 2, 2, 3, 4, 6])) + [f"p{i}" for i in range(r.randint(20, 60) if crowded else 0)]
        if codes:
            cart["promotions"] = [self.promotion(code) for code in codes]
        if r.maybe(0.4):
            codes += [c["code"] for p in cart.get("promotions", []) for c in p.get("codes", [])]
            cart["codes"] = r.sample(codes + ["NONE", "none"], r.randint(0, min(4, len(codes) + 2)))
        if r.maybe(0.05):
            cart["automatic"] = r.maybe(0.5)
        if self.corner("enormous", 0.02):
            self.enlarge(cart)
        if r.maybe(0.5):
            cart["at"] = r.choice(MOMENTS)
        return self.broken(cart) if self.corner("faults", 0.01) else cart

    def enlarge(self, cart):
        """Numbers of up to 38 digits, where the format has no bound but that."""
        for line in cart["lines"] + cart.get("shipping", []):
            for key in ("unit_price", "quantity", "price"):
                if key in line and self.r.maybe(0.5):
                    digits = str(self.r.randint(1, 10 ** self.r.choice([19, 20, 38]) - 1))
                    point = self.r.choice([0, 2, 10, 19, 30]) if len(digits) > 30 else 0
                    digits = digits[:-point] + "." + digits[-point:] if point else digits
                    line[key] = ("-" if line[key].startswith("-") else "") + digits
        for tax in cart.get("taxes", {}).values():
            if self.r.maybe(0.3):
                tax["rate"] = "0." + str(self.r.randint(10 ** 30, 10 ** 36))

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
            line["attributes"] = self.attributes({"product.id": ["mug", "cup", "pen"], "size": ["5", "10", "12.50"],
                                                  "category": ["kitchen", "office", "all"]})
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
            if self.corner("priced_with", 0.12):
                s["priced_with"] = s["taxes"] if self.r.maybe(0.2) else self.drawn(self.r.sample(self.taxes, 1))
        if self.corner("discount_percent", 0.12):
            s["discount_percent"] = self.r.choice(["10", "12.5", "33.333", "0", "50"])
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
        if self.corner("schedules", 0.1):
            c["schedule"] = self.schedule()
        if r.maybe(0.85):
            kind = r.choice(["spend", "use", "spend_per_customer", "use_per_customer"])
            use = kind.startswith("use")
            least = 0 if self.corner("budget_zero", 0.3) else 1
            limit = F(r.randint(least, 3)) if use else self.minor * r.randint(least, max(1, self.scale))
            c["budget"] = {"kind": kind, "limit": plain(limit)}
            if r.maybe(0.4):
                step = F(1) if use else self.minor
                c["budget"]["used"] = plain(step * r.randint(0, int(limit / step)))
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
        if self.rivals:
            p.pop("priority", None)
            p["combination"] = r.choice(["stack", "best", "best", "best"])
        elif r.maybe(0.35):
            p["combination"] = r.choice(["stack", "exclusive", "best", "best"])
        if r.maybe(0.25):
            p["conditions"] = self.conditions("cart")
        p["effect"] = self.effect()
        return self.with_own(p)

    def with_own(self, p):
        """The parts of a promotion that are not of the rules."""
        r = self.r
        if self.corner("stacking_groups", 0.3):
            p["group"] = r.choice(["g", "g", "g", "h"])
        if self.corner("schedules", 0.12):
            p["schedule"] = self.schedule()
        if self.corner("variants", 0.08):
            ends = sorted(r.sample(["0", "25", "38.86", "38.87", "50", "100"], 2), key=float)
            p["variant"] = {"of": r.choice(["customer.id", "nowhere"]), "salt": r.choice(["test-1", "test-2", ""]),
                            "from_percent": ends[0], "until_percent": ends[1]}
        if self.corner("further_codes", 0.25):
            p["codes"] = [{"code": f"{p['code']}-{i}"} for i in range(r.randint(1, 2))]
            for code in p["codes"]:
                if r.maybe(0.4):
                    code["customer"] = r.choice(["c1", "c2"])
                if r.maybe(0.5):
                    code["limit"], code["used"] = r.randint(0, 2), r.randint(0, 2)
        if self.corner("gifts", 0.06):
            p["effect"] = {"type": "gift", "gift": {"product": "MUG", "quantity": r.choice(["1", "2", "0.5"])}}
            p.pop("combination", None)
        return p

    def schedule(self):
        r = self.r
        out = {}
        if r.maybe(0.4):
            out["from"] = r.choice(MOMENTS)
        if r.maybe(0.4):
            later = [m for m in MOMENTS if datetime.fromisoformat(m) > datetime.fromisoformat(out.get("from", MOMENTS[0]))]
            if later:
                out["until"] = r.choice(later)
        if r.maybe(0.4):
            out["weekdays"] = r.sample(["thu", "fri", "sat", "sun", "mon"], r.randint(1, 3))
        if r.maybe(0.4):
            out["hours"] = [r.choice([["09:00", "12:00"], ["22:00", "02:00"], ["11:59", "22:00"], ["00:00", "09:00"]])
                            for _ in range(r.randint(1, 2))]
        return out

    def percent(self):
        if self.corner("over_hundred", 0.03):
            return "150"
        if self.gentle:
            return self.r.choice(["10", "15", "5", "0.5", "7", "12.5", "33.33", "20"])
        return self.r.choice(["10", "15", "50", "100", "33.33", "12.5", "0.5", "7", "99.99", "25", "0"])

    def value(self):
        x = self.amount(False) * self.r.choice([F(1, 10), F(1, 20), F(1, 50)] if self.gentle else [1, F(1, 4), F(1, 10)])
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
            decimals = ("quantity", "unit_price", "price", "rate", "value", "limit", "min_quantity")
            bad = {"nan": ["NaN", float("nan"), "Infinity", "", " 1", "1e3", "0x1"],
                   "digits": ["1" * 40, "0." + "3" * 45, "-" + "9" * 60]}[kind]
            for h, k in [(h, k) for h, k in spots if k in decimals][:1]:
                h[k] = r.choice(bad)
        elif kind == "twice" and cart["lines"]:
            cart["lines"].append(copy.deepcopy(cart["lines"][0]))
        elif cart["lines"]:
            cart["lines"][-1]["taxes"] = ["undefined"]
        return cart

    @staticmethod
    def free(cart):
        """Objects whose keys are names, not fields."""
        return [cart.get("taxes")] + [x.get("attributes") for x in cart["lines"] + cart.get("shipping", []) if isinstance(x, dict)]


def walk(x):
    for key in (list(x) if isinstance(x, dict) else range(len(x))):
        yield x, key
        if isinstance(x[key], (dict, list)):
            yield from walk(x[key])
