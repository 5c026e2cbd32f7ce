"""Growing and shrinking, a contract that changes hands, a year put right: in a browser."""

from tests.e2e.buying import upgrades_to_exactly_what_was_shown
from tests.e2e.changing import (
    asks_what_if_and_gets_the_same_sums,
    chooses_who_keeps_a_seat,
    gives_notice_and_stays_after_all,
    grows_to_three,
    has_fewer_seats_from_the_next_period,
    is_two_when_the_day_comes,
)
from tests.e2e.charged_ahead import (
    is_put_right_when_the_year_is_over,
    orders_four_seats_in_half_a_year,
    reads_the_forecast,
)
from tests.e2e.company import new_company
from tests.e2e.contracting import (
    accepts_exactly_those_terms,
    asks_for_a_quote,
    hands_it_over,
    is_written_one_by_staff,
    is_written_one_charged_ahead,
    reads_the_contract_on_paper,
)
from tests.e2e.deeds import comes_in, registers


def test_it_grows_and_shrinks_and_stays(someone, inspector):
    astrid, bjorn, cilla = someone(inspector=inspector), someone(), someone()
    company = new_company()

    registers(astrid, company, spelling=company.number)
    astrid.goes_to("/plan")
    upgrades_to_exactly_what_was_shown(astrid, company)
    grows_to_three(astrid, company)
    comes_in(bjorn, company.colleagues_email, company.name)
    comes_in(cilla, f"cilla@{company.domain}", company.name)
    asks_what_if_and_gets_the_same_sums(astrid)
    has_fewer_seats_from_the_next_period(astrid)
    chooses_who_keeps_a_seat(astrid, company)
    is_two_when_the_day_comes(astrid, bjorn)
    gives_notice_and_stays_after_all(astrid)


def test_a_contract_by_quote_changes_hands(someone, inspector):
    astrid, stina, taker = (someone(inspector=inspector) for _ in range(3))
    company, other = new_company(), new_company()

    registers(astrid, company, spelling=company.number)
    asks_for_a_quote(astrid)
    is_written_one_by_staff(stina, company)
    accepts_exactly_those_terms(astrid, company)
    registers(taker, other, spelling=other.number)
    hands_it_over(astrid, taker, other)
    reads_the_contract_on_paper(taker)


def test_a_year_is_charged_ahead_and_put_right(someone, inspector):
    astrid, stina = someone(inspector=inspector), someone()
    company = new_company()

    registers(astrid, company, spelling=company.number)
    asks_for_a_quote(astrid)
    is_written_one_charged_ahead(stina, company)
    accepts_exactly_those_terms(astrid, company, first="150,000.00")
    ahead = orders_four_seats_in_half_a_year(astrid)
    reads_the_forecast(astrid, ahead)
    is_put_right_when_the_year_is_over(astrid, ahead)
