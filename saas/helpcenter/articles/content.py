"""The answers people look for, section by section.

Each answer ends in the page where one does the thing oneself, so that nobody has to write a
letter about it (requirements S2).
"""

from __future__ import annotations

from typing import Final

from saas.helpcenter.articles.answers import Answer, Section
from saas.helpcenter.departments.rules import Topic
from saas.tenants.people.rules import Permission
from saas.text import N_

ADD_PERSON: Final = Answer(
    "users",
    N_("Add, change or remove a user"),
    N_(
        "Fill in a short form. If you may decide it is done at once; otherwise your company's "
        "administrators are asked. A new user gets a link by mail and chooses a password."
    ),
    "user_change.choose",
    N_("Add, change or remove a user"),
    also=N_("colleague invite invitation employee login account access role permission licence"),
    needs=Permission.ASK,
)
LEAVE: Final = Answer(
    "leaving",
    N_("How do I leave a plan?"),
    N_(
        "Give notice and you see the last day at once, with a numbered confirmation by mail. You "
        "keep everything until then, and the company is on Free afterwards. Free needs no notice."
    ),
    "notice.ask",
    N_("Leave a plan"),
    also=N_("cancel terminate end agreement contract quit notice period"),
    needs=Permission.ASK,
)

SECTIONS: Final = (
    Section(
        N_("Users and seats"),
        (
            ADD_PERSON,
            Answer(
                "no-room",
                N_("Why can I not add one more user?"),
                N_(
                    "Every user takes a seat, and an invitation holds one until it is answered. "
                    "Free has room for one user. On Basic and Premium you order seats as you need "
                    "them."
                ),
                "change.compare",
                N_("Upgrade or order a seat"),
                also=N_("full limit upgrade seat licence more users"),
            ),
            Answer(
                "removing",
                N_("Does removing a user lower the bill?"),
                N_(
                    "Removing a user frees the seat for somebody else, and the company keeps "
                    "paying for it. To pay for fewer seats, lower the number of seats in your "
                    "plan."
                ),
                "change.compare",
                N_("Change the number of seats"),
                also=N_("fewer reduce cheaper cost price remove"),
            ),
            Answer(
                "administrators",
                N_("Who are our administrators, and who has a seat?"),
                N_("The list of people shows everybody's role, and which invitations are open."),
                "seats.show",
                N_("See the people"),
                also=N_("owner admin list role"),
            ),
        ),
    ),
    Section(
        N_("Invoices and payments"),
        (
            Answer(
                "specification",
                N_("What does my invoice refer to?"),
                N_(
                    "Page two of each invoice lists every line: what, how many, for which days, "
                    "and how the amount was calculated. You can download it and print it."
                ),
                "invoices.index",
                N_("See the invoices"),
                also=N_("specification copy pdf print download vat"),
                needs=Permission.SEE_MONEY,
                topic=Topic.INVOICE,
            ),
            Answer(
                "mass-payment",
                N_("How do I pay several invoices at once?"),
                N_(
                    "Tick the invoices, choose a saved card and check the sum. It is one charge, "
                    "and you get one receipt."
                ),
                "mass_payment.choose",
                N_("Pay several invoices"),
                also=N_("mass payment card pay together overdue reminder"),
                needs=Permission.PAY,
                topic=Topic.INVOICE,
            ),
            Answer(
                "cards",
                N_("How do I save or change a card?"),
                N_("Cards are saved with the card company's own page. We never see the number."),
                "cards.index",
                N_("See the cards"),
                also=N_("credit debit visa mastercard expired payment method"),
                needs=Permission.PAY,
                topic=Topic.INVOICE,
            ),
        ),
    ),
    Section(
        N_("Plan and agreement"),
        (
            Answer(
                "plans",
                N_("What is the difference between the plans?"),
                N_(
                    "The plans are compared line by line, with prices. Before you change you see "
                    "every line that will be charged."
                ),
                "change.compare",
                N_("Compare the plans"),
                also=N_("upgrade price free basic premium enterprise"),
            ),
            LEAVE,
            Answer(
                "ceased",
                N_("What if our company goes bankrupt or is wound up?"),
                N_(
                    "Say so with a case number, a register entry or the decision. No notice period "
                    "is served: when we have confirmed it the plan ends that day, and what is paid "
                    "for later days is credited. No reminders follow. The estate can still see "
                    "and pay the invoices, which are kept for at least seven years."
                ),
                "ceased.show",
                N_("Tell us that the company has ceased"),
                also=N_("bankruptcy liquidation merger dissolved estate receiver insolvent death"),
                needs=Permission.GIVE_NOTICE,
            ),
            Answer(
                "ordered-for-you",
                N_("When we order for you"),
                N_(
                    "If somebody who may change the plan asks us by telephone, mail or letter, our "
                    "staff can order for you, at the price you would see yourselves. Everybody who "
                    "may change the plan is told by mail at once: what was ordered, who asked and "
                    "how, and who of us wrote it in. It stands here for good. Is it not as "
                    "agreed? Write to us, and we put it right and credit what was wrong."
                ),
                "on_behalf.index",
                N_("See what was ordered through us"),
                also=N_("phone telephone order staff support object wrong not ordered on behalf"),
                needs=Permission.SEE_MONEY,
            ),
            Answer(
                "enterprise",
                N_("How do I get Enterprise?"),
                N_(
                    "Enterprise is agreed by contract. Say roughly how many you are and what you "
                    "need, and we come back with a quote."
                ),
                "contact.ask",
                N_("Ask for Enterprise"),
                also=N_("quote contract integration large price"),
                topic=Topic.ENTERPRISE,
            ),
        ),
    ),
)
