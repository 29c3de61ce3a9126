"""What the standard library of Python takes for one delivery, as senders' documentation has it. See ../peers.sh."""

import hashlib
import hmac
import itertools
import json
import statistics
import sys
import time

SECRET = b"a-shared-secret-of-32-characters"
HANDLERS = {"opened": lambda event: None, "order.created": lambda event: None}


def receive(body: bytes, signature: str) -> int:
    if not hmac.compare_digest(hmac.new(SECRET, body, hashlib.sha256).hexdigest(), signature):
        return 401
    event = json.loads(body)
    HANDLERS[event["action"]](event)
    return 200


for name, variants in json.load(open(sys.argv[1])).items():
    bodies = [text.encode() for text in variants]
    deliveries = [(body, hmac.new(SECRET, body, hashlib.sha256).hexdigest()) for body in bodies]
    assert all(receive(*delivery) == 200 for delivery in deliveries)
    turns = itertools.cycle(deliveries)
    samples = []
    for _ in range(21):
        start = time.perf_counter_ns()
        for _ in range(500):
            receive(*next(turns))
        samples.append((time.perf_counter_ns() - start) / 500)
    print(f"{name}\tPython, standard library\t{statistics.median(samples):.0f}")
