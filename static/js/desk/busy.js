/** A button that starts something long says so while it lasts, and takes no second press. The server is safe without it. */

document.addEventListener("submit", (event) => {
  const button = event instanceof SubmitEvent && event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  if (button?.dataset.busy === undefined || event.defaultPrevented) return;
  button.setAttribute("aria-disabled", "true");
  setTimeout(() => {
    const place = document.querySelector("[data-toast]");
    if (place !== null) place.textContent = button.dataset.busy ?? "";
    button.textContent = button.dataset.busy ?? "";
  }, 200);
});

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-busy][aria-disabled='true']") : null;
  if (pressed !== null) event.preventDefault();
});

export {};
