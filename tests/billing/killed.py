"""Issues invoices in several processes and kills them: `python -m tests.billing.killed KILLS`.

Forks issuers that each take an agreement at random and invoice its next period, now and then
changing their mind after all is written. Kills one of them at a time with SIGKILL, starts
another in its place, and after KILLS kills lets the rest finish what is left.
"""

import os
import random
import signal
import sys
import time
from datetime import date

from saas.app import create_app
from saas.billing.coverage.models import invoiced_lines
from saas.billing.run.actions import issue_what_is_owed
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.scope import all_tenants, tenant_scope

ISSUERS = 3
UNTIL = date(2027, 7, 1)
CHANGES_OF_MIND = 0.05


def main(kills):
    """Kill `kills` issuers at work, then wait for the work to be done."""
    app = create_app()
    warm_up(app)
    issuers = {start(app, seed) for seed in range(ISSUERS)}
    killed, deadline = 0, time.monotonic() + 50 + kills
    while issuers and time.monotonic() < deadline:
        time.sleep(random.uniform(0.02, 0.14))
        if killed < kills:
            victim = random.choice(sorted(issuers))
            os.kill(victim, signal.SIGKILL)
            killed += 1
        for pid in sorted(issuers):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                issuers.remove(pid)
                if os.waitstatus_to_exitcode(status) != 0 or killed < kills:
                    issuers.add(start(app, killed + 1000))
    sys.stdout.write(str(killed))
    return 0 if killed == kills and not issuers else 1


def warm_up(app):
    """Issue one invoice, so that those forked from us find their statements compiled."""
    with app.app_context():
        work()
        for engine in db.engines.values():
            engine.dispose()


def start(app, seed):
    """An issuer of its own process; none of its connections is ours."""
    if pid := os.fork():
        return pid
    random.seed(seed)
    with app.app_context():
        while work():
            pass
    os._exit(0)


def work():
    """Invoice the next period of some agreement; false when all are invoiced."""
    with all_tenants(because="a test looks for work"):
        agreements = db.session.execute(
            db.select(Agreement.tenant_id, Agreement.id, Agreement.started_on)
        ).all()
    db.session.rollback()
    random.shuffle(agreements)
    for tenant_id, agreement_id, started_on in agreements:
        with tenant_scope(tenant_id):
            reached = max(
                (line.period.until for line in invoiced_lines(agreement_id)), default=None
            )
            day = reached or started_on
            if day >= UNTIL:
                db.session.rollback()
                continue
            issue_what_is_owed(agreement_id, today=day)
            if random.random() < CHANGES_OF_MIND:
                db.session.rollback()
            else:
                db.session.commit()
            db.session.expunge_all()
            return True
    return False


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
