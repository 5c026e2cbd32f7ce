"""One app and one database per worker, empty for each test, and the usual company of people."""

import gc
import os
import re
import tempfile
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count, takewhile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings as settings_of_hypothesis
from sqlalchemy import create_engine, text

from saas import calendar, outbox
from saas.app import create_app
from saas.cli import database as databases
from saas.cli import main
from saas.config import Settings
from saas.dates import add_months, today
from saas.db import db
from saas.logs import configure
from saas.mail import Mail
from saas.scope import all_tenants, tenant_scope
from saas.servers.postgres import Postgres
from saas.servers.valkey import Valkey
from saas.tenants.company.models import our_company
from saas.translations.catalogues import every_floor
from saas.web.sessions import begin_for_api
from saas.wiring import CALENDAR
from tests import factories, press
from tests.emptying import Emptied
from tests.once import Once

settings_of_hypothesis.register_profile("house", deadline=None)  # a busy machine is no fault
settings_of_hypothesis.load_profile("house")

BASE_URL = "http://kundzon.test"


def pytest_collection_finish():
    """What is here by now stays: looking through it for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def pytest_collection_modifyitems(items):
    """Begin with what takes long, so that nobody is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def servers(worker_id):
    """PostgreSQL and Valkey: those of DATABASE_URL and REDIS_URL, else our own.

    A given Redis is shared by the workers: each has a numbered database of it to itself.
    """
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="kundzon-test-")))
        folder.chmod(0o755)
        admin = os.environ.get("DATABASE_URL")
        number = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
        redis = re.sub(r"/\d+$", f"/{number}", os.environ.get("REDIS_URL", ""))
        if not admin:
            admin = running.enter_context(Postgres(folder / "pg", durable=False)).url()
        if not redis:
            redis = running.enter_context(Valkey(folder / "vk")).url
        yield admin, redis


@pytest.fixture(scope="session")
def settings(servers, worker_id, tmp_path_factory):
    """The settings of this worker's own database and clock."""
    admin, redis = servers
    name = f"kundzon_{worker_id}"
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
    engine.dispose()
    databases.prepare(admin, name)
    clock = tmp_path_factory.mktemp("clock") / "offset"
    environment = {
        **databases.roles_of(admin, name),
        "SAAS_ENV": "test",
        "REDIS_URL": redis,
        "SECRET_KEY": "a secret of the tests, thirty-two characters long",
        "BASE_URL": BASE_URL,
        "STRIPE_API_KEY": "sk_test_sim",
        "STRIPE_WEBHOOK_SECRET": "whsec_test",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        "CLOCK_FILE": str(clock),
        "REMINDER_FEE": "0",  # who tests fees charges one
        "INVOICED_AT_ONCE_FROM": "0.00",  # who tests small changes lets them wait
    }
    return Settings.read(environment)


@pytest.fixture(scope="session")
def app(settings):
    for floor in every_floor():
        floor.compile()
    configure(readable=False)
    press.remember()
    app = create_app(settings, TESTING=True)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def owner_engine(settings):
    """The database as a superuser sees it: for looking behind the wall, and for emptying it."""
    engine = create_engine(settings.database_owner_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def emptied(settings):
    emptied = Emptied(settings.database_owner_url)
    yield emptied
    emptied.engine.dispose()


@pytest.fixture(scope="session")
def _once(emptied):
    return Once(emptied)


@pytest.fixture
def once(_once, app):
    """`once(name, person, live)`: what `live` does for a person of a company, done only once.

    Another company, another day or other settings are another beginning.
    """

    def done(name, person, live):
        with tenant_scope(person.tenant_id):
            company = our_company()
            details = {c.key: getattr(company, c.key) for c in company.__table__.columns}
        db.session.commit()
        del details["registered_at"]
        key = name, person.id, person.name, today(), app.config["SETTINGS"], repr(details)
        return _once(key, live)

    return done


@pytest.fixture
def database(app, emptied, clock):
    """An empty database but for what its migrations put there, inside an app context."""
    emptied.again()
    with app.app_context():
        yield db
        db.session.remove()


@pytest.fixture
def bakery(database):
    """Our company: Alice owns it."""
    return factories.company()


@pytest.fixture
def smithy(database):
    """The company next door, whose things nobody at the bakery may see."""
    return factories.company(name="Nordströms Smide AB", org_number=factories.SMITHY)


@pytest.fixture
def alice(bakery):
    return factories.person(of=bakery, name="Alice")


@pytest.fixture
def bob(bakery, alice):
    return factories.person(of=bakery, name="Bob", role="member")


@pytest.fixture
def charlie(smithy):
    return factories.person(of=smithy, name="Charlie")


@pytest.fixture
def inside(bakery):
    with tenant_scope(bakery.id):
        yield


@pytest.fixture
def visitor(app):
    """A browser nobody has logged in with."""
    return factories.Browser(app)


@pytest.fixture
def as_user(app):
    """A browser where this person is logged in; forms carry their CSRF token by themselves."""

    def browser(person):
        return factories.Browser(app, token=_token_for(app, person))

    return browser


@pytest.fixture
def api_as(app):
    """A program that holds this person's bearer token."""

    def client(person):
        return factories.Program(app, token=_token_for(app, person) if person else None)

    return client


def _token_for(app, person):
    with app.test_request_context(base_url=BASE_URL):
        token = begin_for_api(account_id=person.account_id, acting_for=person.tenant_id)
        db.session.commit()
    return token


@pytest.fixture
def tell_all(app):
    """Tell all news that are due, as a worker would, and leave nothing failed behind."""

    def tell():
        db.session.commit()
        with app.app_context():
            outbox.tell()
        db.session.expunge_all()  # what a test still holds keeps its values; a new look is fresh
        with all_tenants(because="a test looks for failed reactions"):
            failed = db.session.scalars(
                db.select(outbox.Delivery.error).where(outbox.Delivery.done_at.is_(None))
            ).all()
        db.session.commit()
        assert [e for e in failed if e] == []

    return tell


class Clock:
    """The business clock of the tests: set to a day, or lived through day by day."""

    def __init__(self, file, app, tell_all):
        self.file, self.app, self.tell_all = file, app, tell_all

    def set(self, day):
        offset = int(self.file.read_text()) if self.file.exists() else 0
        self.file.write_text(str(offset + (day - today()).days))

    def live_to(self, day):
        """Live through every day from tomorrow to `day`: its calendar, then its news."""
        while today() < day:
            self.set(today() + timedelta(days=1))
            with self.app.app_context():
                calendar.live_through(CALENDAR, today())
            self.tell_all()

    def live_over(self, *days):
        """Live to the last of `days`; of those before, through these and each second of a month.

        For on the second a period begins that began with the test. Who asks what comes of every
        day lives to it instead.
        """
        self.tell_all()
        seconds = (add_months(today().replace(day=2), n) for n in count())
        for day in sorted({*days, *takewhile(lambda day: day < max(days), seconds)}):
            if day > today():
                self.set(day - timedelta(days=1))
                self.live_to(day)


@pytest.fixture
def clock(app, settings, tell_all):
    """Every test begins on Monday 2026-03-02, whatever day it is outside."""
    file = Path(settings.clock_file)
    clock = Clock(file, app, tell_all)
    clock.set(date(2026, 3, 2))
    yield clock
    file.unlink(missing_ok=True)


@pytest.fixture
def saas(settings, database):
    """The command line, for one in this house: `saas("plans", "show")` is what came of it.

    What a test holds is written before, and looked up anew after.
    """
    names = settings.__dataclass_fields__
    environment = {name.upper(): getattr(settings, name) for name in names} | {"COLUMNS": "200"}

    def called(*words, **options):
        db.session.commit()
        came = CliRunner().invoke(main, [str(word) for word in words], env=environment, **options)
        db.session.expunge_all()
        return came

    return called


@pytest.fixture
def mails(database):
    """Every letter written so far, oldest first."""

    def written():
        with all_tenants(because="a test reads everybody's mail"):
            letters = list(db.session.scalars(db.select(Mail).order_by(Mail.id)))
        db.session.commit()
        return letters

    return written


@pytest.fixture(scope="session")
def worker_id():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
