/** Path data of the steps' icons, in a view box of 24 × 24. The later steps' icons are in their views, out of the first paint. */

/** A speech bubble, for the first step. */
export const IDENTIFIER_PATH =
  'M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 19 17h-7l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5V7A1.5 1.5 0 0 1 5 5.5zM8 11.3h.01M12 11.3h.01M16 11.3h.01';
