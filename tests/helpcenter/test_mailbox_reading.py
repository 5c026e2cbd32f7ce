"""Reading mail: whose it is, what it says, what a machine wrote; whatever strangers send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.helpcenter.departments.reading import EXAMPLE, read_departments
from saas.helpcenter.departments.rules import Topic
from saas.helpcenter.mailbox import rules
from saas.helpcenter.mailbox.reading import LONGEST_FIELD, Unreadable, read_letter
from saas.helpcenter.mailbox.rules import (
    LARGEST,
    LONGEST_WORDS,
    Because,
    about,
    is_address,
    number_in,
    plain,
    without_history,
)
from tests.helpcenter.making import SERVICE, written

DEPARTMENTS = read_departments(EXAMPLE.read_text())
OURS = "no-reply@kundzon.test"


def read(content, to=""):
    sent = content if isinstance(content, bytes) else content.as_bytes()
    return read_letter(sent, to=to, departments=DEPARTMENTS, ours=OURS)


class TestAMailOfAPersons:
    def test_says_who_what_and_to_whom(self):
        letter = read(
            written(sender="Åsa Ek <Asa.Ek@X.Example>", subject="Å hej", words="Hur då?\r\nVa?\n")
        )
        assert (letter.sender, letter.sender_name) == ("asa.ek@x.example", "Åsa Ek")
        assert (letter.subject, letter.words) == ("Å hej", "Hur då?\nVa?")
        assert (letter.to, letter.topic) == (SERVICE, Topic.QUESTION)
        assert letter.ignored is None

    def test_goes_to_the_department_of_its_envelope_before_that_of_its_fields(self):
        mail = written(to="avtal@kundzon.example")
        mail["Cc"] = "a@x.example, Faktura@Kundzon.example"
        assert read(mail).topic is Topic.ENTERPRISE
        assert read(mail, to="faktura@KUNDZON.example").topic is Topic.INVOICE
        assert read(mail, to="alias@kundzon.example").topic is Topic.QUESTION
        mail["Delivered-To"] = "faktura@kundzon.example"
        assert read(mail).topic is Topic.INVOICE

    def test_to_nobody_we_know_is_a_question(self):
        assert read(written(to="undisclosed-recipients:;")).topic is Topic.QUESTION

    def test_without_a_subject_is_called_by_how_it_begins(self):
        mail = written(words="Printer is out.\nHelp")
        del mail["Subject"]
        assert read(mail).subject == "Printer is out."

    def test_of_html_alone_is_put_into_words(self):
        mail = written()
        mail.set_content(
            "<head><title>x</title><style>p {}</style></head><p>One<br>two</p>"
            "<div>Tre&nbsp;å</div><script>alert(1)</script>",
            subtype="html",
        )
        assert read(mail).words == "One\ntwo\nTre å"

    @pytest.mark.parametrize("page", ["", " ", "<!-- -->", "\x00"])
    def test_of_html_without_words_says_nothing(self, page):
        mail = written()
        mail.set_content(page, subtype="html")
        assert read(mail).words == rules.NO_WORDS

    def test_prefers_plain_words_to_html(self):
        mail = written(words="Plain")
        mail.add_alternative("<p>Rich</p>", subtype="html")
        assert read(mail).words == "Plain"

    def test_names_the_files_that_came_with_it(self):
        mail = written(words="See this")
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="å.pdf")
        assert read(mail).words == "See this\n\n[å.pdf]"

    def test_in_letters_nobody_knows_is_read_as_well_as_can_be(self):
        raw = b"From: a@x.example\nContent-Type: text/plain; charset=klingon\n\nH\xc3\xa5r"
        assert read(raw).words == "Hår"

    def test_with_eight_bit_fields_is_read_as_utf_8(self):
        assert read("From: Åsa <a@x.example>\nSubject: Å\n\nx".encode()).subject == "Å"

    def test_is_cut_where_it_is_longer_than_a_book(self):
        words = read(written(words="word " * LONGEST_WORDS)).words
        assert len(words) == LONGEST_WORDS
        assert words.endswith(rules.CUT)


class TestWhatIsNoMail:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b" \r\n",
            b"No fields at all",
            b"Subject: From nobody\n\nHello",
            b"From: nobody\n\nHello",
            b"From: a@x.example, b@x.example\n\nHello" + b"x" * LARGEST,
            b"From: a@localhost\n\nHello",
        ],
    )
    def test_is_sent_back(self, content):
        with pytest.raises(Unreadable):
            read(content)


class TestAMachine:
    @pytest.mark.parametrize(
        ("name", "value", "because"),
        [
            ("Auto-Submitted", "auto-replied (vacation)", Because.AUTOMATIC),
            ("Auto-Submitted", "Auto-Generated; x=y", Because.AUTOMATIC),
            ("Auto-Submitted", "No", None),
            ("Precedence", "Bulk", Because.BULK),
            ("Precedence", "junk", Because.BULK),
            ("Precedence", "list", Because.BULK),
            ("Precedence", "first-class", None),
            ("Return-Path", "<>", Because.RETURNED),
            ("Return-Path", "<a@x.example>", None),
            ("List-Id", "News <news.x.example>", Because.LIST),
        ],
    )
    def test_is_known_by_what_it_says_itself(self, name, value, because):
        mail = written()
        mail[name] = value
        assert read(mail).ignored is because

    @pytest.mark.parametrize("sender", [OURS, SERVICE.upper()])
    def test_of_ours_is_known_by_its_address(self, sender):
        assert read(written(sender=sender)).ignored is Because.OURS

    def test_that_returns_mail_needs_no_address(self):
        letter = read(b"Return-Path: <>\nFrom: MAILER-DAEMON\n\nIt came back")
        assert (letter.ignored, letter.sender) == (Because.RETURNED, "")


class TestTheSameMail:
    def test_has_the_same_key_by_its_own_id_or_else_by_its_every_byte(self):
        assert read(written(id_="<1@x>")).key == read(written(id_="<1@x>", words="Else")).key
        assert read(written(id_="<1@x>")).key != read(written(id_="<2@x>")).key
        assert read(written(id_=None)).key == read(written(id_=None)).key
        empty = b"From: a@x.example\nMessage-ID: <>\n\n"
        assert read(empty + b"a").key == read(empty + b"a").key != read(empty + b"b").key


class TestWhatIsWrittenAnew:
    @pytest.mark.parametrize(
        ("words", "kept"),
        [
            ("Thanks!\n\nOn Monday Kundzon wrote:\n> Hello\n>\n> Bye\n\n", "Thanks!"),
            ("Thanks!\n> Hello", "Thanks!"),
            ("> When?\nTomorrow.\n> Where?\nHere.", "> When?\nTomorrow.\n> Where?\nHere."),
            ("> Hello\n> Bye", "> Hello\n> Bye"),
            ("They wrote:\n> Hello", "They wrote:\n> Hello"),
            ("Look:\n\nThis", "Look:\n\nThis"),
            ("", ""),
        ],
    )
    def test_is_kept_and_the_quoted_end_is_not(self, words, kept):
        assert without_history(words) == kept


class TestAReference:
    def test_is_found_in_the_subject(self):
        assert number_in("Re: Answer to R-1001: Question") == 1001
        assert [number_in(s) for s in ("R-0999", "R-1", "r-1001", "BR-1001", "")] == [None] * 5

    def test_is_found_in_what_is_answered_the_latest_first(self):
        first, second = "req_AAAAAAAAAAAAAAAA", "req_B-_BBBBBBBBBBBBB"
        ids = f"<1.2.3.{first}@k.test> <x@y> <4.5.6.{second}@k.test> <4.5.6.{second}@k.test>"
        assert about(ids) == (second, first)
        assert about("<1@x> junk") == ()


def test_an_address_is_one_in_its_plain_form():
    good = ["a@x.example", "åsa@x.example".replace("å", "a"), "a.b+c@x-y.z.example"]
    bad = ["", "a", "a@x", "a b@x.example", "a,b@x.example", '"a"@x.example', "å@x.example"]
    bad += [f"{'a' * 65}@x.example", f"a@{'x' * 250}.example", "a@x.example\n"]
    assert [one for one in good if not is_address(one)] == []
    assert [one for one in bad if is_address(one)] == []


FIELDS = st.sampled_from(
    [
        "From", "To", "Cc", "Subject", "Message-ID", "References", "In-Reply-To", "Delivered-To",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Auto-Submitted", "Date",
        "Return-Path", "Content-Disposition", "Precedence", "List-Id",
    ]
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            "a@x.example",
            "<a@x.example>",
            '"',
            "=?utf-8?q?=C3=A5?=",
            "=?klingon?b?x?=",
            "<>",
            "multipart/mixed; boundary=b",
            "multipart/alternative; boundary=b",
            "text/html",
            "text/plain; charset=klingon",
            "message/rfc822",
            "base64",
            "quoted-printable",
            "()",
            "x-uuencode",
            "attachment; filename*=utf-8''%00%",
            "a@[",
            "group: a@b;",
            ":;",
            "\\",
            "text/plain; charset=utf-16",
            "image/png",
            "<a@x.example",
            "[.]@",
            "a\r\n b",
        ]
    ),
    st.text(max_size=40).map(lambda said: said.replace("\n", " ").replace("\r", " ")),
)
MESSAGES = st.builds(
    lambda fields, body: (
        "".join(f"{name}: {value}\n" for name, value in fields).encode("utf-8", "surrogatepass")
        + b"\n"
        + body
    ),
    st.lists(st.tuples(FIELDS, VALUES), max_size=10),
    st.one_of(
        st.binary(max_size=200),
        st.just(b"--b\nContent-Type: text/html\n\n<p>x\n--b\n\n--b--\n"),
        st.just(b"--b\nContent-Type: multipart/related; boundary=b\n\n--b\n"),
    ),
)


class TestWhateverIsSent:
    @given(st.one_of(st.binary(max_size=400), MESSAGES))
    def test_is_read_or_sent_back_and_what_is_read_can_be_kept(self, content):
        try:
            letter = read(content)
        except Unreadable:
            return
        for said in (letter.subject, letter.words, letter.sender_name, letter.sender, letter.key):
            assert said.encode() is not None
            assert "\x00" not in said
        assert letter.words
        assert letter.subject
        assert is_address(letter.sender) or letter.ignored

    @given(st.text())
    def test_is_plain_once_and_for_all(self, said):
        assert plain(plain(said)) == plain(said)
        assert plain("a\x00b\ud800c\u202ed\r\ne\x0bf") == "abcd\ne f"

    def test_may_have_fields_without_end(self):
        mail = f"From: a@x.example\nSubject: {'å' * 2 * LONGEST_FIELD}\n\nHello".encode()
        assert read(mail).subject.startswith("åå")

    @pytest.mark.parametrize("name", ["From", "To", "Subject", "Content-Type", "Message-ID"])
    @pytest.mark.parametrize("sign", ["(", '"', "<", "=?utf-8?q?a?= ", "a.", "a@x.example, "])
    def test_may_turn_in_upon_itself(self, name, sign):
        field = f"{name}: {(sign * 50_000)[:50_000]}\n"
        for content in (f"From: a@x.example\n{field}\nx", f"{field}From: a@x.example\n\nx"):
            try:
                assert read(content.encode()).words
            except Unreadable:
                assert name in {"From", "Content-Type"}

    def test_may_be_nested_without_end(self):
        deep = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
        mail = b"From: a@x.example\n" + b"".join(deep % (n, n) for n in range(1_200))
        with pytest.raises(Unreadable):
            read(mail)
