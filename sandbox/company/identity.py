"""Who a visit says it is: identifiers, network, cookies. Visitors without cookies are new at every visit."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company import habits
from sandbox.company.arrivals import Arrivals
from sandbox.company.calendar import DAY, MOSCOW_SECONDS
from sandbox.company.draws import Dice, Flags, Words

_BILLION = np.uint64(1_000_000_000)
_HOMES = (
    5,
    31,
    37,
    46,
    77,
    78,
    79,
    80,
    81,
    83,
    85,
    87,
    89,
    90,
    91,
    92,
    93,
    94,
    95,
    109,
    128,
    145,
    176,
    178,
    188,
    213,
    217,
)
_HOSTS = (45, 51, 88, 104, 116, 135, 138, 141, 144, 157, 159, 162, 167, 185, 194, 195)  # fmt: skip
_OCTETS = pa.array([str(octet) for octet in range(256)])


def visit_ids(dice: Dice, visits: Arrivals) -> Words:
    """Half of them are beyond int64; unique, because the hash is a bijection of the visit's key."""
    return dice.roll("visit id", visits.key)


def has_cookies(dice: Dice, visits: Arrivals) -> Flags:
    """Whether the browser keeps cookies: a property of the person."""
    return dice.happens("cookies", visits.person, habits.COOKIES[visits.kind])


def client_ids(dice: Dice, visits: Arrivals) -> Words:
    """Metrica's `_ym_uid`: the second of the first visit and nine digits; 19 digits, too long for a float."""
    kept = has_cookies(dice, visits)
    key = np.where(kept, visits.person, visits.key)
    day = np.where(kept, visits.born, visits.day)
    born = day * DAY - MOSCOW_SECONDS + dice.below("client second", key, DAY)
    return born.astype(np.uint64) * _BILLION + dice.roll("client tail", key) % _BILLION


def user_hashes(dice: Dice, visits: Arrivals) -> Words:
    """Metrica's hash of the user, what its reports count."""
    return dice.roll("user hash", np.where(has_cookies(dice, visits), visits.person, visits.key))


def is_new(dice: Dice, visits: Arrivals) -> Flags:
    """The first visit of a client: numbered 0, or 4000 where it came before a purchase or a form."""
    first = (visits.day == visits.born) & (visits.ordinal % np.uint64(4000) == 0)
    new: Flags = first | ~has_cookies(dice, visits)
    return new


def networks(dice: Dice, visits: Arrivals) -> pa.Array:
    """Addresses as Metrica masks them, `37.190.76.xxx`."""
    kind = visits.kind
    group = np.maximum(habits.GROUP[kind], 1)
    crowd = (visits.index // group).astype(np.uint64) + (kind.astype(np.uint64) << np.uint64(32))
    key = np.where(habits.GROUP[kind] > 0, crowd, visits.person)
    hosting = habits.HOSTING[kind]
    homes, hosts = np.array(_HOMES), np.array(_HOSTS)
    first = np.where(hosting, hosts[dice.below("host", key, len(hosts))], homes[dice.below("home", key, len(homes))])
    second, third = dice.below("second octet", key, 256), dice.below("third octet", key, 256)
    parts = [_OCTETS.take(pa.array(octet)) for octet in (first, second, third)]
    return pc.binary_join_element_wise(*parts, "xxx", ".")
