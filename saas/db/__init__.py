"""The database: one session, one transaction per request or job, one tenant per query."""

from saas.db.columns import Base, Global, array, one_of, refers_to
from saas.db.owned import Known, PartOf, TenantOwned
from saas.db.session import Session, db, refused_by, sweep
from saas.db.wall import init_app, tenant_told

__all__ = [
    "Base",
    "Global",
    "Known",
    "PartOf",
    "Session",
    "TenantOwned",
    "array",
    "db",
    "init_app",
    "one_of",
    "refers_to",
    "refused_by",
    "sweep",
    "tenant_told",
]
