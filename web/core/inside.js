// The files of a build that its modules carry within themselves, name → packed bytes. None here, where
// they lie beside the module; web/tools/bundle.js writes this module anew for the package and the single file.

/** @type {Record<string, () => Promise<{ default: string }>>} */
export const inside = {};
