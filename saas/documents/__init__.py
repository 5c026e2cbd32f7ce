"""Paper: every floor hands its data to a template here and gets a PDF that can be archived."""

from saas.documents.typesetting import render

__all__ = ["render"]
