"""The same for Sphinx without Jupyter Book, which hands its sphinx.config to Sphinx in this way."""
from pathlib import Path

import yaml

extensions = ["myst_parser"]
globals().update(yaml.safe_load(Path(__file__).with_name("_config.yml").read_text())["sphinx"]["config"])
