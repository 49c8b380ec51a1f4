// What a page around frames of embed.html runs; “Embed”, the Embed page and the gallery all show this one text.

/** The host's side of embed.html: a frame becomes as high as it says, if the message is from that frame and its origin. */
export const HOST = `<script>
addEventListener("message", (event) => {
  for (const frame of document.querySelectorAll("iframe[data-surprisal]")) {
    if (event.source !== frame.contentWindow) continue;
    // a sandboxed frame's origin is "null"
    if (event.origin !== (frame.sandbox.contains("allow-same-origin") ? new URL(frame.src).origin : "null")) return;
    let message;
    try { message = JSON.parse(event.data)?.surprisal; } catch { return; }
    if (message?.version !== 1 || message.type !== "height") return;
    if (message.height > 0 && message.height < 20000) frame.height = Math.ceil(message.height);
  }
});
</script>`;
