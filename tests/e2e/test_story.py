"""The whole life of one company through its pages, with scripts and without."""

import pytest

from tests.e2e.buying import (
    finds_the_invoice_in_three_places,
    has_four_open_invoices_of_which_one_is_overdue,
    upgrades_to_exactly_what_was_shown,
)
from tests.e2e.colleagues import adds_a_user_who_comes_in, wants_a_colleague_and_learns_the_way_out
from tests.e2e.company import Company, new_company
from tests.e2e.deeds import registers
from tests.e2e.leaving import charlie_finds_nothing, gives_notice, is_on_free_when_it_is_over
from tests.e2e.paying import (
    PAYS,
    confirms_at_the_bank_and_pays_once,
    is_told_what_to_do_when_the_bank_says_no,
    pays_three_of_them_with_one_charge,
    saves_a_card,
)

ODD_SPELLINGS = {True: "SE {} {} 01", False: "Org.nr 16{}–{}"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_life_of_a_company(scripts, house, someone, inspector):
    looked_at = inspector if scripts else None
    astrid = someone(scripts=scripts, inspector=looked_at)
    bjorn = someone(scripts=scripts, inspector=looked_at)
    company = new_company()

    registers(astrid, company, spelling=_odd(company, scripts=scripts))
    wants_a_colleague_and_learns_the_way_out(astrid)
    upgrades_to_exactly_what_was_shown(astrid, company)
    invoice = finds_the_invoice_in_three_places(astrid, company)
    saves_a_card(astrid, PAYS)
    has_four_open_invoices_of_which_one_is_overdue(astrid)
    pays_three_of_them_with_one_charge(astrid, house, company, scripts=scripts)
    is_told_what_to_do_when_the_bank_says_no(astrid, house)
    confirms_at_the_bank_and_pays_once(astrid, house)
    adds_a_user_who_comes_in(astrid, bjorn, company)
    last_day = gives_notice(astrid, company)
    is_on_free_when_it_is_over(astrid, bjorn, last_day)
    charlie_finds_nothing(someone(scripts=scripts), astrid, company, invoice)


def _odd(company: Company, *, scripts: bool) -> str:
    return ODD_SPELLINGS[scripts].format(company.digits[:6], company.digits[6:])
