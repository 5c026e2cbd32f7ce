"""The ways people write one Swedish organisation number."""

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

BETWEEN = ["", "-", " ", "\u00a0", ".", "–", "−", " - ", "\u2009", "/"]
BEFORE = ["", "16", "SE", "se ", "Org.nr "]


def spellings(digits: str) -> list[str]:
    """Fifty and more spellings of the company whose ten digits these are."""
    head, tail = digits[:6], digits[6:]
    plain = [f"{before}{head}{sign}{tail}" for before in BEFORE for sign in BETWEEN]
    vat = [f"SE{digits}01", f"se{head}-{tail}01", f"SE {head} {tail} 01", f"Se{digits}-01"]
    odd = [
        f"  {digits}\t",
        " ".join(digits),
        ".".join((digits[:2], digits[2:4], digits[4:6], tail)),
        f"\u200b{head}\u200d{tail}",
        f"{head}\u00ad{tail}",
        digits.translate(FULL_WIDTH),
        f"{head}－{tail}".translate(FULL_WIDTH),
        f"ＳＥ{digits}０１",
        digits.translate(ARABIC_INDIC),
        f"16{head}-{tail}".translate(FULL_WIDTH),
        f"organisationsnummer: {head}-{tail}",
    ]
    return plain + vat + odd
