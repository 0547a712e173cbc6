// axe on a page as it stands. Three quarters of its time goes into the contrast of each text: a text of each ink on
// each ground is enough.
() => {
  // What decides the contrast of a text.
  const ground = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return own !== "rgba(0, 0, 0, 0)" || !element.parentElement ? own : ground(element.parentElement);
  };
  const ink = (element) => {
    const { color, fontSize, fontWeight, opacity } = getComputedStyle(element);
    return [color, fontSize, fontWeight, opacity, ground(element)].join();
  };
  const hasWords = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isSeen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
  const newInks = (known) =>
    [...document.querySelectorAll("body *")].filter((element) => {
      if (!hasWords(element) || !isSeen(element)) return false;
      const made = ink(element);
      return !known.has(made) && known.add(made);
    });

  // What is wrong, a line a rule; `known` are the inks that have been looked at.
  window.violations = async (options, known = new Set()) => {
    const { violations } = await axe.run(document, { ...options, rules: { "color-contrast": { enabled: false } } });
    const include = newInks(known);
    if (include.length)
      violations.push(...(await axe.run({ include }, { ...options, runOnly: ["color-contrast"] })).violations);
    return violations.map(
      (rule) => `${rule.id} (${rule.impact}): ${rule.help}: ${rule.nodes[0].html.slice(0, 160)}`,
    );
  };
}
