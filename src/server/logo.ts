/** Three leaves, one stem. Drawn in one colour, so that it sits on light and dark alike. */
export const logo = (colour: string, size = 24) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 24 24" aria-hidden="true"><g fill="${colour}"><circle cx="12" cy="6.4" r="4.7"/><circle cx="6.5" cy="13.2" r="4.7"/><circle cx="17.5" cy="13.2" r="4.7"/></g><path d="M12 10.5c.2 5-.6 8.6-3.2 12" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round"/></svg>`;

/** The same as a favicon: a page without one makes browsers ask for /favicon.ico. */
export const icon = `data:image/svg+xml,${encodeURIComponent(logo('#2f9e63'))}`;
