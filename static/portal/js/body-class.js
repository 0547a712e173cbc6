// Says that scripts run, before anything is drawn, so that what needs them can show and what replaces them can hide.
document.body.classList.add("js-enabled");
