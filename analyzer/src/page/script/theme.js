// Light or dark: as the system has it, until the reader says otherwise.

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosen = null;

function isDark() {
  return chosen === null ? dark.matches : chosen === "dark";
}

function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  const button = document.getElementById("theme");
  button.textContent = isDark() ? "Light" : "Dark";
  button.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
  for (const run of themeListeners) run();
}

const themeListeners = [];

function toggleTheme() {
  chosen = isDark() ? "light" : "dark";
  applyTheme();
}

/** A colour of the style sheet, for what is drawn on the canvas. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

dark.addEventListener("change", applyTheme);
document.getElementById("theme").addEventListener("click", toggleTheme);
applyTheme();
