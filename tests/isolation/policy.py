"""Who may knock on which door. A door without a row here fails the build.

OPEN: anybody. OWN: somebody logged in, about their own company; no id in the address.
THING: somebody logged in, about one thing of their own company; another company's thing does
not exist. STAFF: the operator's own people; to customers the door does not exist.
"""

OPEN, OWN, THING, STAFF = "open", "own", "thing", "staff"

POLICY = {
    OPEN: """
        static bootstrap.static favicon start.show
        statements.privacy statements.accessibility
        plans.show plans_api.show_over_api entitlements_api.keys_over_api
        health.alive health.ready health.metrics api-docs.openapi_json
        api_docs.read api_docs.problem_type
        registration.register registrations_api.register_over_api
        confirmation.confirm confirmation.new_link confirmations_api.confirm_over_api
        claims.ways claims.claim claims.join
        claims_api.ways_over_api claims_api.join_over_api claims_api.claim_over_api
        login.log_in login.log_out sessions_api.log_in_over_api
        reset.ask reset.choose resets_api.ask_over_api resets_api.choose_over_api
        invitations.come_in invitations_api.accept_over_api transfer.offer
        companies.index preferences.choose_language preferences.choose_theme terms.read
        inbox.index contact.ask departments_api.list_over_api
        partner_api.announce_over_api partner_api.withdraw_over_api
        gateway_news.hear letterhead.logo letterhead.colours
        demo.leap demo.mail_box demo.letter demo.attachment demo.style_guide
    """,
    OWN: """
        overview.show overview_api.show_over_api
        ownership.proposed ownership.objection
        ceased.show ceased.withdraw ceased.confirmation
        ceased_api.show_over_api ceased_api.tell_over_api ceased_api.withdraw_over_api
        closing.close closing.closed closing.reopen
        closing_api.close_over_api closing_api.reopen_over_api
        company.show company.change_name company.change_invoices company_api.show_over_api
        company_api.change_details_over_api company_api.change_invoices_over_api
        companies_api.list_over_api companies_api.switch_over_api
        profile.show profile.password profile.end_other_sessions
        profile_api.change_name_over_api profile_api.change_password_over_api
        profile_api.list_sessions_over_api
        preferences_api.read_preferences preferences_api.set_preferences
        terms_api.edition_in_force terms_api.accept_over_api
        sessions_api.who_am_i sessions_api.log_out_over_api
        seats.show seats.invite_colleague seats.joins people_api.list_people joins_api.list_joins
        invitations_api.list_open invitations_api.invite_over_api
        guest_list.send_in guest_list.send guest_list_api.invite_over_api
        idle_seats.show idle_seats_api.show_over_api
        seat_history.show seat_history_api.show_over_api
        what_if.ask what_if_api.ask_over_api
        staying.choose staying_api.show_over_api staying_api.choose_over_api
        change.compare change.choose change.check change.done change.say_where_invoices_go
        change.withdraw on_behalf.index on_behalf_api.list_over_api fewer_seats.choose
        services.index services_api.list_over_api
        plan_api.show plan_api.preview plan_api.change plan_api.withdraw
        features.show fitting.help_choosing fitting_api.help_choosing_over_api
        entitlements_api.show_over_api entitlements_api.show_one_over_api
        entitlements_api.use_over_api entitlements_api.token_over_api
        people_export.show people_export.download people_export_api.download_over_api
        termination.show termination.withdraw
        notices_api.show_over_api notices_api.give_over_api notices_api.withdraw_over_api
        notices_api.preview_over_api
        notice_calculator.show notice_calculator_api.reckon_over_api
        received_notices.index received_notices_api.list_over_api
        quote_requests.ask quote_requests_api.show_over_api quote_requests_api.ask_over_api
        quotes.index quotes_api.list_over_api contracts.index contracts_api.list_over_api
        transfer.index transfer.start transfer.check
        transfers_api.list_over_api transfers_api.offer_over_api
        transfers_api.preview_giving_over_api
        invoices.index invoices.export invoices_api.list_over_api invoices_api.export_over_api
        costs.show costs_api.show_over_api
        coming_invoices.show coming_invoices.choose_word
        coming_invoices_api.list_over_api coming_invoices_api.choose_word_over_api
        purchase_orders.index purchase_orders.demand purchase_orders_api.list_over_api
        purchase_orders_api.add_over_api purchase_orders_api.demand_over_api
        statement.show statement_api.show_over_api true_up.index true_up_api.list_over_api
        vat_numbers.show vat_numbers_api.show_over_api vat_numbers_api.check_over_api
        statement.pdf statement_api.pdf_over_api statement.csv statement_api.csv_over_api
        credit_use.show credit_use_api.show_over_api credit_use_api.use_over_api
        reminders_api.list_over_api
        payouts.index payouts.ask payouts_api.list_over_api payouts_api.preview_over_api
        payouts_api.ask_over_api
        copies.period copies_api.period_over_api
        delivery.change delivery.use_address_again delivery_api.show_over_api
        delivery_api.choose_over_api delivery_api.use_again_over_api
        webhooks.index webhooks_api.list_over_api webhooks_api.add_over_api
        cards.index cards.save_new cards.saved cards_api.list_over_api cards_api.save_over_api
        mass_payment.choose mass_payment.check
        mass_payment_api.list_over_api mass_payment_api.pay_over_api
        payments.index payments_api.list_over_api bank_payments_api.list_over_api
        inbox.requests requests_api.list_over_api contact_api.ask_over_api
        user_change.choose user_change.ask user_change_api.ask_over_api
        notice.ask notice_form_api.ask_over_api
    """,
    THING: """
        true_up.show true_up.pdf true_up_api.show_over_api
        seats.person seats.remove seats.give_seat seats.again seats.take_back
        seats.approve seats.decline
        people_api.change people_api.remove people_api.give_seat
        joins_api.approve joins_api.decline
        invitations_api.revoke_over_api invitations_api.send_again_over_api
        termination.confirmation
        received_notices.show received_notices.confirm received_notices.reject
        received_notices.scan received_notices_api.show_over_api
        received_notices_api.confirm_over_api received_notices_api.reject_over_api
        received_notices_api.preview_over_api
        quote_requests.rest quote_requests_api.take_back_over_api
        quotes.show quotes.pdf quotes.accept quotes.decline
        quotes_api.show_over_api quotes_api.pdf_over_api quotes_api.preview_over_api
        quotes_api.accept_over_api quotes_api.decline_over_api
        contracts.show contracts.pdf contracts_api.show_over_api contracts_api.pdf_over_api
        transfer.show transfer.accept transfer.withdraw
        transfers_api.show_over_api transfers_api.preview_over_api
        transfers_api.accept_over_api transfers_api.withdraw_over_api
        invoices.show invoices.pdf invoices_api.show_over_api invoices_api.pdf_over_api
        correction.ask corrections_api.ask_over_api
        collection.show collection_api.show_over_api collection_api.ask_over_api
        disputes.ask disputes.withdraw disputes_api.show_over_api disputes_api.dispute_over_api
        disputes_api.withdraw_over_api
        later_due.ask later_due_api.show_over_api later_due_api.ask_over_api
        copies.xlsx copies.csv copies.ubl copies_api.xlsx_over_api copies_api.csv_over_api
        copies_api.ubl_over_api copies.svefaktura copies_api.svefaktura_over_api
        deliveries_api.sent_over_api
        webhooks.remove webhooks_api.remove_over_api
        cards.choose_default cards.remove
        cards_api.remove_over_api cards_api.choose_default_over_api cards_api.look_over_api
        payments.show payments.stop payments_api.show_over_api payments_api.give_up_over_api
        payouts.show payouts_api.show_over_api
        bank_payments.show bank_payments.receipt
        bank_payments_api.show_over_api bank_payments_api.receipt_over_api
        purchase_orders.withdraw purchase_orders_api.withdraw_over_api
        purchase_orders.change purchase_orders_api.change_over_api
        receipts.pdf receipts_api.pdf_over_api
        reminders.pdf reminders_api.pdf_over_api
        profile.end_session profile_api.end_session_over_api
        inbox.show inbox.close inbox.decline user_change.approve user_change_api.approve_over_api
        notice.approve notice_form_api.approve_over_api notice_form_api.preview_over_api
        requests_api.show_over_api requests_api.decline_over_api requests_api.write_over_api
    """,
    STAFF: """
        invoice_desk.index invoice_desk.show invoice_desk.pdf invoice_desk_api.find_over_api
        price_increases.choose price_increases.check
        price_increases_api.preview_over_api price_increases_api.announce_over_api
        service_desk.record service_desk.take_service_back
        service_desk_api.record_over_api service_desk_api.take_back_over_api
        plans_staff.index plans_staff.edition plans_staff.new_edition plans_staff.store
        plans_staff_api.show_over_api plans_staff_api.store_over_api
        entitlements_staff.index entitlements_staff.company entitlements_staff.end
        entitlements_staff_api.list_over_api entitlements_staff_api.grant_over_api
        waiting_staff.show waiting_staff_api.show_over_api
        inbox_staff.index inbox_staff.show inbox_staff.close
        mailbox_staff.index mailbox_staff.show mailbox_staff.say_whose mailbox_staff.lay_aside
        mailbox_staff.message mailbox_staff_api.list_over_api mailbox_staff_api.show_over_api
        mailbox_staff_api.say_whose_over_api mailbox_staff_api.lay_aside_over_api
        recovery.index recovery.propose recovery.show recovery.approve recovery.end
        recovery_api.list_over_api recovery_api.propose_over_api recovery_api.approve_over_api
        closing_staff.index closing_staff.reopen_for
        order_desk.index order_desk.choose order_desk.agree
        order_desk_api.preview_over_api order_desk_api.order_over_api
        ceased_staff.index ceased_staff.register ceased_staff.show ceased_staff.paper
        ceased_staff.approve_it ceased_staff.decline_it ceased_staff.take_it_back
        ceased_staff_api.list_over_api ceased_staff_api.register_over_api
        ceased_staff_api.show_over_api ceased_staff_api.approve_over_api
        ceased_staff_api.decline_over_api ceased_staff_api.take_back_over_api
        notice_desk.index notice_desk.register notice_desk.show notice_desk.scan
        notice_desk_api.list_over_api notice_desk_api.register_over_api
        claims_staff.index claims_staff.decide
        quotes_staff.index quotes_staff.begin quotes_staff.write quotes_staff.check
        quotes_staff.discard quotes_staff.show quotes_staff.withdraw quotes_staff.renew
        quotes_staff_api.list_over_api quotes_staff_api.send_over_api
        quotes_staff_api.withdraw_over_api
        claims_staff_api.list_over_api claims_staff_api.decide_over_api
        delivery_desk.index delivery_desk.pdf delivery_desk.posted delivery_desk.activate
        delivery_desk.change_format delivery_desk.bounce delivery_desk_api.bounce_over_api
        parked_staff.index parked_staff.again
        credit_notes_staff.index credit_notes_staff.show credit_notes_staff.credit
        credit_notes_staff.correct credit_notes_staff_api.credit_over_api
        credit_notes_staff_api.correct_over_api credit_notes_staff_api.preview_credit_over_api
        credit_notes_staff_api.preview_correction_over_api
        payouts_staff.index payouts_staff.show payouts_staff.approve payouts_staff.pay
        payouts_staff.decline payouts_staff_api.list_over_api payouts_staff_api.approve_over_api
        payouts_staff_api.pay_over_api payouts_staff_api.decline_over_api
        bank_desk.index bank_desk.book bank_desk.show bank_desk.say_whose
        bank_desk.take_back bank_desk.strike
        bank_files.index bank_files.show
        bank_files_api.list_over_api bank_files_api.read_over_api bank_files_api.show_over_api
        bank_desk_api.list_over_api bank_desk_api.book_over_api
        bank_desk_api.show_over_api bank_desk_api.identify_over_api
        bank_desk_api.undo_over_api bank_desk_api.strike_over_api
        sellers_staff.index sellers_staff.add sellers_staff.change
        letterhead_staff.change letterhead_staff.specimen
        revenue_staff.show revenue_staff_api.show_over_api
        certificate_staff.index certificate_staff.pdf certificate_staff_api.show_over_api
        collection_staff.index collection_staff.start collection_staff.decide
        collection_staff_api.list_over_api collection_staff_api.hand_over_over_api
        collection_staff_api.decide_over_api collection_staff_api.list_ready_over_api
        reminder_fees_staff.index reminder_fees_staff.waive
        reminder_fees_staff_api.list_over_api reminder_fees_staff_api.waive_over_api
        disputes_staff.index disputes_staff.decide disputes_staff.agreement
        disputes_staff_api.list_over_api disputes_staff_api.decide_over_api
        disputes_staff_api.preview_over_api
        later_due_staff.index later_due_staff.decide
        later_due_staff_api.list_over_api later_due_staff_api.decide_over_api
        ageing_staff.index ageing_staff.show ageing_staff_api.index_over_api
        accounting_staff.show accounting_staff.sie
        runs_staff.index runs_staff.check runs_staff.show runs_staff.resume
        runs_staff_api.list_over_api runs_staff_api.preview_over_api runs_staff_api.start_over_api
        runs_staff_api.show_over_api runs_staff_api.resume_over_api
        hand_written_staff.write hand_written_staff_api.preview_over_api
        hand_written_staff_api.write_over_api
        partners_staff.index partners_staff.renew_key partners_staff.forget_key
    """,
}
KIND = {endpoint: kind for kind, endpoints in POLICY.items() for endpoint in endpoints.split()}
