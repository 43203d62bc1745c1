"""The commands: a file each, whose function or group of commands has the file's name.

`COMMANDS` is the one list of them. A file is imported when its command is invoked, so each has its
imports at its top; the help of `fdevents` needs none of them.
"""

COMMANDS = {
    "init": "Make a new app, with a handler for each event.",
    "validate": "Show every problem of the app.",
    "events": "Show the events: their variants, attributes, and what fires them.",
    "payload": "Print the payload of an event as JSON.",
    "trigger": "Fire an event at the app's handler.",
    "invoke": "Call a server method of the app's, as its pages do.",
    "run": "Fire every registered event, then again on every save.",
    "schema": "Print the JSON Schema of a document.",
    "install": "Install the npm packages that the manifest declares.",
    "docs": "Show the guide, a topic at a time.",
    "explain": "Explain a rule of `validate`: what breaks it, and how to fix it.",
    "db": "Show and change what $db keeps for the app.",
    "iparams": "Show and set the values of the app's installation parameters.",
    "mocks": "Show, add and check the mocks that answer the app's requests.",
    "schedule": "Show what $schedule keeps for the app.",
    "doctor": "Show what fdevents needs of this machine, and what is wrong with it.",
}
"""Each command's name, in the order of the help, with the first line of its own help."""
