/**
 * Runs before the first paint, so that night never begins with a white flash: puts the kept choice on <html data-theme>. So that training
 * never looks like duty, not for a moment: puts its mark on the pages that have its band (officer/training.js has the last word). And hears
 * from here on whether one of our scripts cannot come: the page then shows what it would show without scripts, as nothing would reveal it.
 * A plain script on purpose (a module would come too late). The switch itself is behaviours/page.js.
 */
(() => {
  const grounds = { day: "#faf7f1", night: "#0b0a09" };
  /** @type {string | null} */
  let kept = null;
  try {
    kept = localStorage.getItem("fieldform.theme");
    if (localStorage.getItem("fieldform.training") && /^\/officer\/($|forms\/)/.test(location.pathname)) document.documentElement.dataset.training = "";
  } catch {
    // Storage may be forbidden: the page then follows the device.
  }
  if (kept !== "day" && kept !== "night") return;
  document.documentElement.dataset.theme = kept;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute("content", grounds[kept]);
})();

(() => {
  const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";
  const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../css/noscript.css", own).href });
  const goPlain = () => document.head.append(styles);
  addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && goPlain(), { capture: true });
  addEventListener("plain", goPlain); // app.js: what the page's own view needs did not come.
})();
