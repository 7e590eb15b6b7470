/** The build bundles styles into the page's own sheet. */
declare module '*.css';
