"""The rules of Svefaktura 1.0, told anew: what SFTI's schema allows, and its rules beside that.

`SCHEMA` says what SFTI-BasicInvoice-1.0.xsd and SFTI-CommonAggregateComponents-1.0.xsd say of the
elements that may stand in each place and in which order (? none or one, * any number, + one or
more, {,3} at most three). `RULES` are those of SFTI's Schematron of 2016-10-25, fatal ones and
warnings alike, under SFTI's names and sharper where theirs let half a krona pass: ours are exact.
Neither file of SFTI's is carried here; what a validation service says is theirs to say.
"""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

DOC = "urn:sfti:documents:BasicInvoice:1:0"
CAC = "urn:sfti:CommonAggregateComponents:1:0"
CBC = "urn:oasis:names:tc:ubl:CommonBasicComponents:1:0"
NS = {"doc": DOC, "cac": CAC, "cbc": CBC}
PREFIX = {space: prefix for prefix, space in NS.items()}

ADDRESS = (
    "cac:ID? cbc:Postbox? cbc:StreetName? cbc:Department? cbc:CityName? cbc:PostalZone? "
    "cac:AddressLine? cac:Country?"
)
CONTACT = "cbc:Name? cbc:Telephone? cbc:Telefax? cbc:ElectronicMail?"
SCHEMA = {
    "doc:Invoice": (
        "doc:ID cbc:IssueDate doc:InvoiceTypeCode cbc:Note? doc:TaxPointDate? "
        "doc:InvoiceCurrencyCode? doc:TaxCurrencyCode? doc:LineItemCountNumeric "
        "doc:AdditionalDocumentReference* cac:BuyerParty cac:SellerParty cac:Delivery? "
        "cac:PaymentMeans{,3} cac:PaymentTerms? doc:AllowanceCharge* cac:ExchangeRate? "
        "cac:TaxTotal* cac:LegalTotal cac:InvoiceLine+ doc:RequisitionistDocumentReference{1,2} "
        "doc:InitialInvoiceDocumentReference* cac:DeliveryTerms? doc:InvoicingPeriod?"
    ),
    "doc:AdditionalDocumentReference": "cac:ID",
    "doc:RequisitionistDocumentReference": "cac:ID",
    "doc:InitialInvoiceDocumentReference": "cac:ID",
    "doc:InvoicingPeriod": "cbc:StartDateTime? cbc:EndDateTime?",
    "doc:AllowanceCharge": (
        "cbc:ChargeIndicator cac:ReasonCode? cbc:MultiplierFactorNumeric? cbc:Amount "
        "cac:TaxCategory+ cac:AllowanceChargeBaseAmount?"
    ),
    "cac:BuyerParty": "cac:Party?",
    "cac:SellerParty": "cac:Party? cac:AccountsContact?",
    "cac:Party": (
        "cac:PartyIdentification* cac:PartyName cac:Address cac:PartyTaxScheme* cac:Contact?"
    ),
    "cac:PartyIdentification": "cac:ID",
    "cac:PartyName": "cbc:Name+",
    "cac:Address": ADDRESS,
    "cac:RegistrationAddress": ADDRESS,
    "cac:Country": "cac:IdentificationCode?",
    "cac:PartyTaxScheme": (
        "cbc:RegistrationName? cac:CompanyID cbc:ExemptionReason? cac:RegistrationAddress? "
        "cac:TaxScheme"
    ),
    "cac:TaxScheme": "cac:ID",
    "cac:Contact": CONTACT,
    "cac:AccountsContact": CONTACT,
    "cac:PaymentMeans": (
        "cac:PaymentMeansTypeCode cbc:DuePaymentDate? cac:PayeeFinancialAccount? "
        "cac:PayeePartyName?"
    ),
    "cac:PayeeFinancialAccount": (
        "cac:ID? cac:FinancialInstitutionBranch? cac:PaymentInstructionID?"
    ),
    "cac:FinancialInstitutionBranch": "cac:FinancialInstitution?",
    "cac:FinancialInstitution": "cac:ID?",
    "cac:PaymentTerms": "cbc:Note? cbc:PenaltySurchargePercent?",
    "cac:TaxTotal": "cbc:TotalTaxAmount cac:TaxSubTotal*",
    "cac:TaxSubTotal": (
        "cbc:TaxableAmount cbc:TaxAmount cac:TaxCategory cac:TaxCurrencyTaxAmount? "
        "cac:InitialInvoiceTaxAmount?"
    ),
    "cac:TaxCategory": "cac:ID cbc:Percent? cbc:ExemptionReason? cac:TaxScheme",
    "cac:LegalTotal": (
        "cbc:LineExtensionTotalAmount cbc:TaxExclusiveTotalAmount? cbc:TaxInclusiveTotalAmount "
        "cac:RoundOffAmount?"
    ),
    "cac:InvoiceLine": (
        "cac:ID cbc:InvoicedQuantity? cbc:LineExtensionAmount cbc:Note? cac:OrderLineReference? "
        "cac:DespatchLineReference? cac:Delivery? cac:AllowanceCharge? cac:Item"
    ),
    "cac:OrderLineReference": "cac:BuyersLineID? cac:OrderReference?",
    "cac:OrderReference": "cac:BuyersID?",
    "cac:Item": (
        "cbc:Description? cac:BuyersItemIdentification? cac:SellersItemIdentification? "
        "cac:StandardItemIdentification? cac:TaxCategory* cac:BasePrice?"
    ),
    "cac:SellersItemIdentification": "cac:ID",
    "cac:BasePrice": "cbc:PriceAmount cbc:BaseQuantity?",
}
ATTRIBUTES = {"amountCurrencyID", "quantityUnitCode", "identificationSchemeAgencyID", "name"}


def broken(document):
    """What a document breaks: the schema ("schema: …") and SFTI's rules ("R-4"), sorted."""
    root = etree.fromstring(document)
    return sorted({*_against_schema(root), *_against_rules(root)})


def named(element):
    space, _, local = element.tag[1:].rpartition("}")
    return f"{PREFIX.get(space, space)}:{local}"


def _against_schema(root):
    if named(root) != "doc:Invoice":
        yield f"schema: {named(root)} is no invoice"
    for element in root.iter():
        name, held = named(element), [named(child) for child in element]
        if not held and not (element.text or "").strip():
            yield f"schema: {name} is empty"
        elif name in SCHEMA:
            if not _order(SCHEMA[name]).fullmatch("".join(f"<{child}>" for child in held)):
                yield f"schema: {name} holds {' '.join(held)}"
        elif held:
            yield f"schema: {name} is unknown"
        else:
            yield from _against_type(element, name)
        if not set(element.attrib) <= ATTRIBUTES:
            yield f"schema: {name} has {sorted(element.attrib)}"


def _order(model):
    parts = (re.fullmatch(r"([\w:]+)(\S*)", part).groups() for part in model.split())
    return re.compile("".join(f"(?:<{name}>){times}" for name, times in parts))


def _against_type(element, name):
    text, local = element.text, name.partition(":")[2]
    for ends, needed in (("Amount", "amountCurrencyID"), ("Quantity", "quantityUnitCode")):
        if local.endswith(ends) and not element.get(needed):
            yield f"schema: {name} has no {needed}"
    try:
        if local.endswith(("Amount", "Percent", "Numeric", "Quantity")):
            Decimal(text)
        elif local.endswith("DateTime"):
            datetime.fromisoformat(text)
        elif local.endswith("Date"):
            date.fromisoformat(text)
        elif local == "ChargeIndicator" and text not in {"true", "false"}:
            yield f"schema: {name} is {text}"
    except (ValueError, InvalidOperation):
        yield f"schema: {name} is {text}"


def _against_rules(root):
    for name, holds in RULES.items():
        if not holds(root):
            yield name


def each(root, path):
    return root.xpath(path, namespaces=NS)


def texts(root, path):
    return [found.text or "" for found in each(root, path)]


def number(root, path):
    return sum((Decimal(text) for text in texts(root, path)), Decimal(0))


def allowances(root):
    signs = {"true": 1, "false": -1}
    return sum(
        signs[indicator] * Decimal(amount)
        for indicator, amount in zip(
            texts(root, "doc:AllowanceCharge/cbc:ChargeIndicator"),
            texts(root, "doc:AllowanceCharge/cbc:Amount"),
            strict=True,
        )
    )


def all_match(path, pattern):
    return lambda root: all(re.fullmatch(pattern, text) for text in texts(root, path))


def rates(root, path):
    """(category, per cent) of each tax category at a path."""
    return [
        (found.findtext("cac:ID", namespaces=NS), Decimal(found.findtext("cbc:Percent", None, NS)))
        for found in each(root, path)
    ]


def lines_are_their_prices(root):
    return all(
        Decimal(line.findtext("cbc:InvoicedQuantity", None, NS))
        * Decimal(line.findtext("cac:Item/cac:BasePrice/cbc:PriceAmount", None, NS))
        == Decimal(line.findtext("cbc:LineExtensionAmount", None, NS))
        for line in each(root, "cac:InvoiceLine")
    )


def taxes_are_their_rates(root):
    return all(
        abs(
            Decimal(part.findtext("cbc:TaxableAmount", None, NS))
            * Decimal(part.findtext("cac:TaxCategory/cbc:Percent", None, NS))
            / 100
            - Decimal(part.findtext("cbc:TaxAmount", None, NS))
        )
        <= Decimal("0.005")
        for part in each(root, "cac:TaxTotal/cac:TaxSubTotal")
    )


def net(root):
    return number(root, "cac:InvoiceLine/cbc:LineExtensionAmount") + allowances(root)


def issued(root):
    return date.fromisoformat(texts(root, "cbc:IssueDate")[0])


def days(root, path):
    return [datetime.fromisoformat(text).date() for text in texts(root, path)]


SUBTOTAL = "cac:TaxTotal/cac:TaxSubTotal/cac:TaxCategory"
CATEGORIES = (
    f"{SUBTOTAL}|cac:InvoiceLine/cac:Item/cac:TaxCategory|doc:AllowanceCharge/cac:TaxCategory"
)
COMPANY_ID = "cac:PartyTaxScheme/cac:CompanyID"
SELLER, BUYER = "cac:SellerParty/cac:Party", "cac:BuyerParty/cac:Party"
VAT_OF_SELLER = f"{SELLER}/cac:PartyTaxScheme[cac:TaxScheme/cac:ID='VAT']/cac:CompanyID"
ACCOUNT = "cac:PaymentMeans/cac:PayeeFinancialAccount"
RULES = {
    "R-2": lambda r: (
        texts(r, "doc:InvoiceTypeCode") != ["381"]
        or bool(texts(r, "doc:InitialInvoiceDocumentReference/cac:ID"))
    ),
    "R-4": taxes_are_their_rates,
    "R-8": all_match("//cbc:PostalZone", r"\w*"),
    "R-9": all_match("//cbc:Telephone|//cbc:Telefax", r"\+?\d*"),
    "R-10": lambda r: number(r, "//cbc:TaxableAmount") == net(r),
    "R-16": lambda r: all(
        percent in {6, 12, 25} for category, percent in rates(r, CATEGORIES) if category == "S"
    ),
    "R-17": lambda r: len(each(r, "cac:TaxTotal")) == 1,
    "R-18": all_match("//cac:TaxCategory/cac:ID", r"\S+"),
    "R-20": lines_are_their_prices,
    "R-21": lambda r: not r.xpath("//@*[local-name()='schemaLocation']"),
    "R-22": all_match("doc:InvoiceTypeCode", "380|381"),
    "R-23": lambda r: not each(r, "doc:TaxCurrencyCode"),
    "R-27": lambda r: number(r, "doc:LineItemCountNumeric") == len(each(r, "cac:InvoiceLine")) > 0,
    "R-33": lambda r: not each(r, "//cac:AddressLine"),
    "R-35": lambda r: not each(r, "//cbc:RegistrationName"),
    "R-36": all_match(f"{BUYER}/{COMPANY_ID}", r"\w*"),
    "R-37": all_match("//cac:PartyTaxScheme/cac:TaxScheme/cac:ID", "VAT|SWT"),
    "R-39": lambda r: "SWT" in texts(r, f"{SELLER}/cac:PartyTaxScheme/cac:TaxScheme/cac:ID"),
    "R-45": all_match(f"{SELLER}/{COMPANY_ID}", r"\w*"),
    "R-48": all_match("cac:PaymentMeans/cac:PaymentMeansTypeCode", "1"),
    "R-49": lambda r: all(
        due >= issued(r) for due in days(r, "cac:PaymentMeans/cbc:DuePaymentDate")
    ),
    "R-50": all_match(f"{ACCOUNT}/cac:ID", r"\w*"),
    "R-56": all_match("//cac:TaxCategory/cac:TaxScheme/cac:ID", "VAT"),
    "R-57": all_match("doc:AllowanceCharge/cac:ReasonCode", "ZZZ"),
    "R-58": lambda r: not each(r, "//cac:TaxCategory[not(cbc:Percent)]"),
    "R-59": all_match("//cac:TaxCategory/cac:ID", "S|E"),
    "R-67": lambda r: (
        number(r, "//cbc:TotalTaxAmount") == number(r, "//cac:TaxSubTotal/cbc:TaxAmount")
    ),
    "R-69": lambda r: (
        number(r, "cac:LegalTotal/cbc:LineExtensionTotalAmount")
        == number(r, "cac:InvoiceLine/cbc:LineExtensionAmount")
    ),
    "R-70": lambda r: number(r, "cac:LegalTotal/cbc:TaxExclusiveTotalAmount") == net(r),
    "R-71": lambda r: (
        number(r, "cac:LegalTotal/cbc:TaxInclusiveTotalAmount")
        == net(r)
        + number(r, "//cbc:TotalTaxAmount")
        + number(r, "cac:LegalTotal/cac:RoundOffAmount")
    ),
    "R-79": all_match("doc:RequisitionistDocumentReference/cac:ID", r".*\S.*"),
    "R-80": lambda r: (
        not each(r, "doc:InvoicingPeriod[not(cbc:StartDateTime and cbc:EndDateTime)]")
    ),
    "R-81": lambda r: (
        days(r, "doc:InvoicingPeriod/cbc:StartDateTime")
        <= days(r, "doc:InvoicingPeriod/cbc:EndDateTime")
    ),
    "R-82": lambda r: all(
        until <= issued(r) for until in days(r, "doc:InvoicingPeriod/cbc:EndDateTime")
    ),
    "R-83": lambda r: r.getprevious() is None,
    "R-88": lambda r: len(texts(r, VAT_OF_SELLER)) == 1,
    "R-91": lambda r: not each(r, f"{SUBTOTAL}[cac:ID='E'][not(cbc:ExemptionReason)]"),
    "R-93": lambda r: not each(r, "//cac:Party/cac:Address[not(cbc:CityName and cbc:PostalZone)]"),
    "R-95": lambda r: all(
        (category == "E") == (percent == 0) for category, percent in rates(r, CATEGORIES)
    ),
    "R-98": lambda r: not each(r, "//cac:Party[count(cac:PartyIdentification) > 1]"),
    "R-100": lambda r: (
        {found.get("amountCurrencyID") for found in r.iter() if found.get("amountCurrencyID")}
        == set(texts(r, "doc:InvoiceCurrencyCode"))
    ),
    "R-101": lambda r: (
        not each(
            r, f"{ACCOUNT}[not(cac:FinancialInstitutionBranch/cac:FinancialInstitution/cac:ID)]"
        )
    ),
    "R-102": lambda r: not each(r, "cac:InvoiceLine[not(cac:Item/cbc:Description)]"),
    "R-105": lambda r: number(r, "cac:LegalTotal/cbc:TaxInclusiveTotalAmount") >= 0,
    "R-106": lambda r: set(rates(r, CATEGORIES)) == set(rates(r, SUBTOTAL)),
}
