#!/bin/sh
# In the folder of Surprisal's sources: sh web/gallery/ebook/make.sh notes.epub
# The engine draws and computes the widget ahead; a reader without scripts sees its chart and its numbers.
# The fence keeps pandoc from reading Markdown into it.
{
  cat web/gallery/ebook/notes.md
  printf '\n```{=html}\n'
  npm run --silent snapshot -- '<kl-divergence p="normal(0, 1)" q="normal(1, 2)">'
  printf '```\n'
} | pandoc --from markdown --output "${1:?the book to be written}"
