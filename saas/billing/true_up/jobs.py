"""A prebilled period is over: its statement is mailed, whatever it says."""

from __future__ import annotations

from datetime import date

from saas.billing.delivery.models import addresses_of_ours
from saas.billing.events import PrebilledPeriodEnded
from saas.billing.true_up.models import companies_prebilled, statement_from, statements
from saas.billing.true_up.pdf import lead, true_up_pdf
from saas.dates import today as this_day
from saas.licensing.agreement.rules import ONE_DAY
from saas.mail import Attachment, write_mail
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company


def announce_true_ups(today: date) -> None:
    """Every day: say which prebilled periods had their last day the day before."""
    for tenant_id in companies_prebilled(today):
        with tenant_scope(tenant_id):
            for statement in statements(today):
                if statement.ends_on + ONE_DAY == today:
                    announce(PrebilledPeriodEnded(statement.period.starts_on))


def mail_true_up(fact: PrebilledPeriodEnded) -> None:
    """Mail the statement to where invoices go, in the company's language.

    Where mail comes back it goes to the others, then to the owners, as invoices do.
    """
    company, statement = our_company(), statement_from(fact.starts_on, today=this_day())
    paper = true_up_pdf(statement, company.language, today=this_day())
    for recipient in addresses_of_ours().route().mail_to:
        write_mail(
            to=recipient,
            template="billing/true_up/over.txt",
            language=company.language,
            attachments=[Attachment(f"{fact.starts_on.isoformat()}.pdf", "application/pdf", paper)],
            company=company,
            statement=statement,
            lead=lead(statement),
        )
