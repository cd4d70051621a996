"""The parts of `kontorctl quote` that are its own, for quote_reference.py: schedules, stacking groups, further codes, variants and
gifts, as app/ctl/QUOTE.md words them."""
import hashlib
from datetime import datetime, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_on(schedule, at):
    """Days and hours are those of the wall clock in `at`; without it a schedule does not hold."""
    if schedule is None:
        return True
    if at is None:
        return False
    wall = datetime.fromisoformat(at)
    if schedule["from"] is not None and wall < datetime.fromisoformat(schedule["from"]):
        return False
    if schedule["until"] is not None and wall >= datetime.fromisoformat(schedule["until"]):
        return False

    def day(moment):
        return not schedule["weekdays"] or DAYS[moment.weekday()] in schedule["weekdays"]
    if not schedule["hours"]:
        return day(wall)
    now = wall.strftime("%H:%M")
    for start, end in schedule["hours"]:
        if start <= end and start <= now < end and day(wall):
            return True
        if start > end and (now >= start and day(wall) or now < end and day(wall - timedelta(days=1))):
            return True  # over midnight: of the day it began on
    return False


def in_variant(variant, attributes):
    value = attributes.get(variant["of"])
    if not value:
        return False
    digest = hashlib.blake2b(variant["salt"].encode() + b"\0" + value[0].encode(), digest_size=32).digest()
    place = int.from_bytes(digest[:8], "big") % 10000
    return variant["from_percent"] * 100 <= place < variant["until_percent"] * 100


def codes_of(promotion):
    return [promotion["code"]] + [c["code"] for c in promotion["codes"]]


def is_asked_for(cart, promotion):
    return cart["automatic"] and promotion["automatic"] or any(c in cart["codes"] for c in codes_of(promotion))


def refusal(cart, promotion):
    """Why a promotion that is asked for is not for this moment, this customer or this code; None where it is."""
    campaign = next((c for c in cart["campaigns"] if c["id"] == promotion["campaign"]), None)
    if not is_on(promotion["schedule"], cart["at"]) or campaign and not is_on(campaign["schedule"], cart["at"]):
        return "schedule"
    if promotion["variant"] and not in_variant(promotion["variant"], cart["attributes"]):
        return "variant"
    if cart["automatic"] and promotion["automatic"] or promotion["code"] in cart["codes"]:
        return None
    why = []
    for code in promotion["codes"]:
        if code["code"] in cart["codes"]:
            if code["limit"] is not None and code["used"] >= code["limit"]:
                why.append("code_used_up")
            elif code["customer"] is not None and code["customer"] not in cart["attributes"].get("customer.id", []):
                why.append("code_of_another")
            else:
                return None  # one good one suffices
    return why[0]
