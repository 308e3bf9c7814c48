"""A stand-in for GOV.UK Notify on this machine: a real server with a ledger, and with faults on demand.

It answers as Notify does, by Notify's own schemas, and it keeps no reference from coming twice: what it took
twice stands in its ledger twice. In a test: `with serving() as notify:`, and the client's address is
`notify.address`. As a process of its own: `python -m tests.notify_stand_in --port 6011 --ledger FILE`.
"""

from tests.notify_stand_in.faults import Fault, Kind
from tests.notify_stand_in.ledger import Ledger, Taken, receipt_of
from tests.notify_stand_in.server import API_KEY, StandIn, serving

__all__ = ["API_KEY", "Fault", "Kind", "Ledger", "StandIn", "Taken", "receipt_of", "serving"]
