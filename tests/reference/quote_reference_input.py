"""Reads the carts of `kontorctl quote` for quote_reference.py: every field with its type and default, every fault with its
JSON path. Decimals become Fractions."""
import json
import re
from fractions import Fraction as F

EXPONENTS = {0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
             3: "BHD IQD JOD KWD LYD OMR TND", 4: "CLF UYW",
             2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
                "CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
                "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA "
                "MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR "
                "RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD "
                "TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"}
EXPONENT = {code: digits for digits, codes in EXPONENTS.items() for code in codes.split()}


class Fault(Exception):
    def __init__(self, path, message):
        super().__init__(message)
        self.path, self.message = path, message


class Unique(dict):
    """A JSON object which remembers the keys it was given twice."""
    def __init__(self, pairs):
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.twice = [key for i, key in enumerate(keys) if key in keys[:i]]


def need(good, path, message):
    if not good:
        raise Fault(path, message)


def decimal(v, path):
    need(isinstance(v, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", v), path, "not a decimal string")
    need(len(v.lstrip("-").replace(".", "")) <= 38, path, "too many digits")
    need(not re.match(r"-?0[0-9]", v), path, "needless zero")
    return F(v)


def whole(v, path):
    need(type(v) is int and abs(v) < 2**63, path, "not an integer")
    return v


def text(v, path):
    need(isinstance(v, str), path, "not a string")
    return v


def flag(v, path):
    need(isinstance(v, bool), path, "not true or false")
    return v


def within(least, most, read):
    def check(v, path):
        out = read(v, path)
        need(least is None or out >= least, path, f"below {least}")
        need(most is None or out <= most, path, f"above {most}")
        return out
    return check


def choice(*names):
    def check(v, path):
        need(isinstance(v, str) and v in names, path, "not one of " + ", ".join(names))
        return v
    return check


def many(item, key=None):
    def check(v, path):
        need(isinstance(v, list), path, "not a list")
        out = [item(x, f"{path}[{i}]") for i, x in enumerate(v)]
        if key is not None:
            ids = [key(x) for x in out]
            for i, x in enumerate(ids):
                need(x not in ids[:i], f"{path}[{i}]" + ("." + key.field if hasattr(key, "field") else ""), "named twice")
        return out
    return check


def by(field):
    def key(x):
        return x[field]
    key.field = field
    return key


def same(x):
    return x


def inside(path, key):
    return f"{path}.{key}" if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key) else f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def table(item):
    def check(v, path):
        need(isinstance(v, dict), path, "not an object")
        for key in v.twice:
            raise Fault(inside(path, key), "named twice")
        return {key: item(x, inside(path, key)) for key, x in v.items()}
    return check


def record(required, **fields):
    """fields: name -> (reader, default)."""
    def check(v, path):
        need(isinstance(v, dict), path, "not an object")
        for key in v:
            need(key in fields, inside(path, key), "unknown field")
        for key in v.twice:
            raise Fault(f"{path}.{key}", "named twice")
        out = {key: read(v[key], f"{path}.{key}") if key in v else default for key, (read, default) in fields.items()}
        for key in required.split():
            need(key in v, f"{path}.{key}", "missing")
        return out
    return check


def texts(v, path):
    return [text(v, path)] if isinstance(v, str) else many(text)(v, path)


def step(v, path):
    pair = many(decimal)(v, path)
    need(len(pair) == 2, path, "not a pair")
    return pair


def positive(read):
    def check(v, path):
        out = read(v, path)
        need(out > 0, path, "not above zero")
        return out
    return check


ROUNDINGS = ("half_up", "half_even", "half_down", "down")
count, most, ids = (positive(whole), None), (within(0, None, whole), None), (many(text, same), [])
condition = record("attribute operator values", attribute=(text, None), values=(many(text), None),
                   operator=(choice("eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte"), None))
conditions = (many(condition), [])
effect = record(
    "", type=(choice("percentage", "fixed", "fixed_price", "first_additional", "buy_get", "gift"), "percentage"),
    gift=(record("product", product=(text, None), quantity=(positive(decimal), F(1))), None),
    value=(within(0, None, decimal), None), additional=(within(0, None, decimal), F(0)), target=(choice("lines", "order", "shipping"), "lines"),
    allocation=(choice("each", "line", "across", "once"), "each"), target_conditions=conditions, max_quantity=most,
    max_amount=(within(0, None, decimal), None), group_size=count, pick=(choice("cheapest", "dearest"), "cheapest"),
    tiers=(record("steps", measure=(choice("amount", "quantity"), "amount"), of=(choice("lines", "shipping"), "lines"),
                  conditions=conditions, steps=(many(step), [])), None),
    buy=(record("", conditions=conditions, min_quantity=(within(0, None, decimal), F(1))), None),
    get_quantity=(positive(decimal), F(1)), times=most)
schedule = record("", **{"from": (text, None)}, until=(text, None), weekdays=(many(text), []), hours=(many(many(text)), [])), None
variant = record("of", of=(text, None), salt=(text, ""), from_percent=(decimal, F(0)), until_percent=(decimal, F(100))), None
further = many(record("code", code=(text, None), customer=(text, None), limit=(within(0, None, whole), None),
                      used=(within(0, None, whole), 0)), by("code")), []
budget = record("limit", kind=(choice("spend", "use", "spend_per_customer", "use_per_customer"), "spend"),
                limit=(decimal, None), used=(decimal, F(0)))
cart_schema = record(
    "currency lines", currency=(text, None), at=(text, None), tax_rounding=(choice("line", "order", "none"), "line"),
    rounding=(choice(*ROUNDINGS), "half_up"), discount_rounding=(choice(*ROUNDINGS), None),
    currency_rounding=(positive(decimal), None), cash_rounding=(positive(decimal), None),
    taxes=(table(record("rate", kind=(choice("percent", "percent_of_gross", "fixed_per_unit"), "percent"),
                        rate=(decimal, None), included=(flag, False), affects_later_bases=(flag, False),
                        base_affected_by_earlier=(flag, True), reverse_charge=(flag, False))), {}),
    lines=(many(record("id quantity unit_price", id=(text, None), quantity=(decimal, None), unit_price=(decimal, None),
                       discount_percent=(within(None, 100, decimal), F(0)), taxes=ids, priced_with=(many(text, same), None),
                       attributes=(table(texts), {})), by("id")), []),
    shipping=(many(record("id price", id=(text, None), price=(decimal, None), taxes=ids, priced_with=(many(text, same), None),
                          discount_percent=(within(None, 100, decimal), F(0)), attributes=(table(texts), {})), by("id")), []),
    attributes=(table(texts), {}), codes=(many(text, same), []), automatic=(flag, True),
    campaigns=(many(record("id", id=(text, None), name=(text, None), schedule=schedule, budget=(budget, None)), by("id")), []),
    promotions=(many(record("code effect", code=(text, None), automatic=(flag, False), campaign=(text, None),
                            priority=(whole, 0), combination=(choice("stack", "exclusive", "best"), "stack"),
                            name=(text, None), group=(text, None), codes=further, schedule=schedule, variant=variant,
                            conditions=conditions, effect=(effect, None)), by("code")), []))


def read_cart(source):
    try:
        raw = json.loads(source, object_pairs_hook=Unique, parse_constant=lambda name: float("nan"))
    except ValueError as error:
        raise Fault("$", f"not JSON: {error}") from None
    cart = cart_schema(raw, "$")
    need(cart["currency"] in EXPONENT, "$.currency", "no such currency")
    for part in ("lines", "shipping"):
        for i, line in enumerate(cart[part]):
            for field in ("taxes", "priced_with"):
                for j, tax in enumerate(line.get(field) or []):
                    need(tax in cart["taxes"], f"$.{part}[{i}].{field}[{j}]", "no such tax")
    for i, p in enumerate(cart["promotions"]):
        at = f"$.promotions[{i}]"
        need(p["campaign"] is None or any(c["id"] == p["campaign"] for c in cart["campaigns"]), at + ".campaign", "no such campaign")
        if p["effect"]["type"] == "buy_get":
            need(p["effect"]["buy"] is not None, at + ".effect.buy", "missing")
        if p["effect"]["type"] == "gift":
            need(p["effect"]["gift"] is not None, at + ".effect.gift", "missing")
        if p["effect"]["type"] in ("percentage", "fixed", "fixed_price") and p["effect"]["tiers"] is None:
            need(p["effect"]["value"] is not None, at + ".effect.value", "missing")
    return cart
