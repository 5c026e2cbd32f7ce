"""The settings of this installation, and what is wrong with them."""

from saas.config.mail_server import MailServer, NoMailServer
from saas.config.settings import Misconfigured, Settings

__all__ = ["MailServer", "Misconfigured", "NoMailServer", "Settings"]
