// The service worker of the app for tablets. What it keeps stands in SHELL, which the server writes above this line.
