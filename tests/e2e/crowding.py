"""What of a page cannot be read: it scrolls sideways, is cut, or lies over something else."""

from playwright.sync_api import Page

CROWDED = """() => {
    const found = new Set(), lines = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
        found.add(`${root.scrollWidth} pixels wide in ${root.clientWidth}`);
    const told = text => text.data.trim().slice(0, 60);
    const hides = /hidden|clip/, scrolls = /auto|scroll/;
    const cuts = (box, style, line) =>
        hides.test(style.overflowX) && (line.right > box.right + 1 || line.left < box.left - 1)
        || hides.test(style.overflowY) && (line.bottom > box.bottom + 3 || line.top < box.top - 3);
    const looked = (line, text) => {  // false: for those who listen only, or behind a scroll bar
        for (let each = text.parentElement; each; each = each.parentElement) {
            const style = getComputedStyle(each), box = each.getBoundingClientRect();
            if (box.width < 2 || style.clipPath !== "none" || scrolls.test(style.overflowX))
                return false;
            if (cuts(box, style, line)) found.add(`cut: ${told(text)}`);
        }
        if (line.right > root.clientWidth + 1) found.add(`beyond the edge: ${told(text)}`);
        return true;
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (!told(text) || !text.parentElement.checkVisibility({ visibilityProperty: true }))
            continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const line of range.getClientRects())
            if (line.width > 2 && line.height > 2 && looked(line, text)) lines.push([line, text]);
    }
    lines.forEach(([line, text], n) => lines.slice(n + 1).forEach(([other, said]) => {
        const wide = Math.min(line.right, other.right) - Math.max(line.left, other.left);
        const high = Math.min(line.bottom, other.bottom) - Math.max(line.top, other.top);
        if (text !== said && wide > 3 && high > 0.4 * Math.min(line.height, other.height))
            found.add(`over each other: ${told(text)} | ${told(said)}`);
    }));
    return [...found];
}"""


def crowded(page: Page) -> list[str]:
    """What of the page as it is now cannot be read, each with the words it concerns."""
    return [f"{page.url}: {said}" for said in page.evaluate(CROWDED)]
