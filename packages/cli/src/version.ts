/** Version of this package. A constant, because the bundle also runs without its package.json beside it. */
export const version = "0.1.0";
