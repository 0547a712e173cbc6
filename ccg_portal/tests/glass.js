// What the test's page does with a page of the portal: shows it, measures it, and gives axe what it has not seen.
() => {
  const sheets = {};
  window.addSheet = ([name, media, text]) => {
    sheets[name] = new CSSStyleSheet({ media });
    sheets[name].replaceSync(text);
  };
  window.show = ({ title, css, body, names }) => {
    document.adoptedStyleSheets = names.map((name) => sheets[name]);
    document.title = title;
    document.body.className = `${css} js-enabled nhsuk-frontend-supported`;
    document.body.innerHTML = body;
    return document.fonts.ready.then(() => true);
  };

  // By how many pixels the page is wider than its window; then as it is, and with the spacing of WCAG 1.4.12.
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
  `);
  const tooWide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  window.wide = tooWide;
  window.narrow = () => {
    const plain = tooWide();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, spaced];
    return [plain, tooWide(), cut()];
  };

  // Words that are cut off by the box that they stand in; what is only read out stands in a box of one pixel.
  const cut = () => {
    const cutBy = (overflow, whole, shown) => ["hidden", "clip"].includes(overflow) && whole > shown + 1;
    for (const element of document.querySelectorAll("body *")) {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
      if (clientWidth <= 1 || (scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1)) continue;
      if (element.matches("select, textarea") || !element.textContent.trim()) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      if (cutBy(overflowX, scrollWidth, clientWidth) || cutBy(overflowY, scrollHeight, clientHeight))
        return element.outerHTML.slice(0, 160);
    }
    return "";
  };

  // Where somebody stands who uses keys: a ring that forced colours keep, and something to see without them. A tick
  // or a choice is drawn by what stands beside it.
  const faces = (element) => {
    const beside = element.matches("[type=radio], [type=checkbox]") && element.nextElementSibling;
    return [element, ...(beside ? [beside] : [])].flatMap((face) =>
      [null, "::before", "::after"].map((part) => getComputedStyle(face, part)),
    );
  };
  const DRAWN = ["outline", "boxShadow", "backgroundColor", "borderColor", "borderWidth", "color"];
  const drawn = (element) => faces(element).map((style) => DRAWN.map((name) => style[name]).join()).join();
  const hasRing = (element) =>
    faces(element).some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const stoodOn = new Set();
  window.keys = () => {
    const isForced = matchMedia("(forced-colors: active)").matches;
    const wrong = [];
    for (const element of document.querySelectorAll(FOCUSABLE)) {
      const around = element.parentElement?.getAttribute("class");
      const made = [isForced, element.tagName, element.type, element.getAttribute("class"), around].join();
      if (stoodOn.has(made)) continue;
      const before = drawn(element);
      element.focus({ preventScroll: true });
      if (document.activeElement !== element) continue;
      stoodOn.add(made);
      if (isForced ? !hasRing(element) : drawn(element) === before) wrong.push(element.outerHTML.slice(0, 160));
      element.blur();
    }
    return wrong;
  };

  // What moves, for somebody who asked for no movement.
  const still = new Set();
  window.moving = () => {
    for (const element of document.querySelectorAll("body, body *")) {
      const made = [element.tagName, element.getAttribute("class")].join();
      if (still.has(made)) continue;
      still.add(made);
      for (const { animationName, animationDuration, transitionDuration } of faces(element)) {
        const takes = Math.max(...transitionDuration.split(",").map(parseFloat));
        if (takes > 0.01 || (animationName !== "none" && parseFloat(animationDuration) > 0.01))
          return element.outerHTML.slice(0, 160);
      }
    }
    return "";
  };
  window.said = () => ({
    error: Boolean(document.querySelector(".nhsuk-error-summary")),
    charts: document.querySelectorAll("figure.chart svg").length,
    tables: document.querySelectorAll("table").length,
  });

  // What is made alike, whatever it says: elements, classes and names of attributes.
  const shape = (element) => [
    element.tagName,
    element.getAttribute("class"),
    [...element.attributes].map((attribute) => attribute.name),
    element.children.length ? [...element.children].map(shape) : Boolean(element.textContent.trim()),
  ].join();
  const once = (parent) => {
    const seen = new Set();
    for (const child of [...parent.children]) {
      const made = shape(child);
      if (seen.has(made) && !child.matches("h1, h2, h3, h4, input, label")) child.remove();
      seen.add(made);
    }
  };

  const inks = new Set();
  const arounds = new Set();
  window.look = (options) => {
    for (const svg of document.querySelectorAll("svg")) svg.replaceChildren(...svg.querySelectorAll(":scope > title"));
    document.querySelectorAll("tbody, ul, ol, dl, select, nav, form, main, section, div").forEach(once);
    const around = document.querySelectorAll("body > header, body > footer");
    const made = [...around].map(shape).join();
    if (arounds.has(made)) for (const part of around) part.remove();
    arounds.add(made);
    return violations(options, inks);
  };
}
