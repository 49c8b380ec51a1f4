// What the page hands to its elements: files that were shared to the app or opened with it, and the
// word to bring what runs to where a reload can go on from.

/** Files whose names match go to the first element of its kind on the page, which is brought to sight.
 * @param {import("./base.js").SurprisalElement} element @param {RegExp} names @param {(files: File[]) => unknown} take
 * @returns {() => void} ends it */
export function onFiles(element, names, take) {
  const handed = async (/** @type {Event} */ event) => {
    const given = /** @type {any} */ (event).detail?.files;
    const files = Array.isArray(given) ? given.filter((file) => file instanceof File && names.test(file.name)) : [];
    if (!files.length || document.querySelector(element.meta.tag) !== element) return;
    element.scrollIntoView({ block: "start" });
    await element.activate();
    await element.updateComplete;
    await take(files);
  };
  document.addEventListener("surprisal-files", handed);
  return () => document.removeEventListener("surprisal-files", handed);
}

/** @param {() => Promise<unknown>} save @returns {() => void} ends it */
export function onSave(save) {
  const asked = (/** @type {Event} */ event) => /** @type {any} */ (event).detail?.wait?.(save());
  document.addEventListener("surprisal-save", asked);
  return () => document.removeEventListener("surprisal-save", asked);
}
