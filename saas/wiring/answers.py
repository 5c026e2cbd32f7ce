"""What a floor asks of one above it: the question is put below, and answered here."""

from saas.billing.settlement.models import credit_left
from saas.licensing.transfer import credit


def answer_questions() -> None:
    """Say who answers."""
    credit.answer_with(credit_left)
