"""Where npm packages lie, which whoever starts the sandbox has to know before anything else."""

from __future__ import annotations

# In the order in which `require` looks: the folder beside server.js hides the app's own.
FOLDERS = ("server/node_modules", "node_modules")
