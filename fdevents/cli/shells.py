"""The shells' scripts for Tab, and the answers that they get.

A script hands over the words up to the cursor, a line each, and the number of the one to complete.
It gets a word a line; `:files` in a line means that names of files are wanted, too.
"""

from __future__ import annotations

import os
import re

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class
from click.shell_completion import split_arg_string as unquoted
from typer import _completion_shared

from fdevents.cli.complete import FILES

_BASH = r"""
%(complete_func)s() {
    local line wants_files="" current="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    while IFS= read -r line; do
        if [ "$line" = ":files" ]; then wants_files=1; else COMPREPLY+=("$line"); fi
    done < <(IFS=$'\n'; env COMP_WORDS="${COMP_WORDS[*]:0:COMP_CWORD+1}" COMP_CWORD="$COMP_CWORD" \
        %(autocomplete_var)s=complete_words "$1" 2> /dev/null)
    if [ -n "$wants_files" ]; then
        [ "$current" = "=" ] && current=""
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
        compopt -o filenames 2> /dev/null
    fi
    case "${COMPREPLY[0]}" in *=) compopt -o nospace 2> /dev/null ;; esac
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2> /dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""
# `-V` keeps our order. Words that end with “=” are to be typed on, and get no space.
_ZSH = r"""
#compdef %(prog_name)s

%(complete_func)s() {
    local line value wants_files=""
    local -a words_ shown open_ open_shown
    while IFS= read -r line; do
        if [[ $line == ":files" ]]; then wants_files=1; continue; fi
        value=${line%%%%$'\t'*}
        line=${line/$'\t'/  }
        if [[ $value == *= ]]; then open_+=("$value"); open_shown+=("$line")
        else words_+=("$value"); shown+=("$line"); fi
    done < <(env COMP_WORDS="${(pj:\n:)words[1,CURRENT-1]}"$'\n'"$PREFIX" \
        COMP_CWORD=$((CURRENT - 1)) %(autocomplete_var)s=complete_lines "${words[1]}" 2> /dev/null)
    (( $#open_ )) && compadd -V open -l -S '' -d open_shown -a open_
    (( $#words_ )) && compadd -V words -l -d shown -a words_
    if [[ -n $wants_files ]]; then _files; fi
}

compdef %(complete_func)s %(prog_name)s
"""
_FISH = r"""
function %(complete_func)s
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -lx COMP_WORDS (string join \n -- $before "$current" | string collect)
    set -lx COMP_CWORD (count $before)
    set -lx %(autocomplete_var)s complete_lines
    for line in (command $before[1] 2> /dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete --command %(prog_name)s --no-files --keep-order --arguments "(%(complete_func)s)"
"""
_POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    if ($wordToComplete -eq '') { $words += '' }
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_CWORD = $words.Count - 1
    $env:%(autocomplete_var)s = 'complete_lines'
    try { $lines = @(& %(prog_name)s 2> $null) }
    finally { Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(autocomplete_var)s }
    foreach ($line in $lines) {
        $value, $help = $line -split "`t", 2
        if ($value -eq ':files') {
            Get-ChildItem -Name "$wordToComplete*" | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_)
            }
            continue
        }
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new(
            $value, $value, 'ParameterValue', $help)
    }
}
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL,
            "pwsh": _POWERSHELL}  # fmt: skip


def use_our_scripts() -> None:
    """Let `--install-completion` and `--show-completion` take our scripts.

    Typer's take “=” for the end of a word in bash, and offer files where nothing else fits.
    """
    _completion_shared._completion_scripts.update(_SCRIPTS)


def answer_our_scripts() -> None:
    """Let the environment's `complete_words` and `complete_lines` be answered as they want it."""
    add_completion_class(_Words, "words")
    add_completion_class(_Lines, "lines")


class _Lines(ShellComplete):
    """Each word with a tab and what it means behind it."""

    name = "lines"
    source_template = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, without the program's, and that one."""
        *before, last = (_bare(word) for word in _typed_words())
        return before[1:], last

    def complete(self) -> str:
        """Return the answer, a line each."""
        args, incomplete = self.get_completion_args()
        items = self.get_completions(args, incomplete)
        return "\n".join(map(self.format_completion, items))

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line for one word."""
        if item.help == FILES:
            return FILES
        return f"{item.value}\t{' '.join(item.help.split())}" if item.help else str(item.value)


class _Words(_Lines):
    """Words alone, for bash: it ends words at “=” and “:”, so that it hands them over in pieces and
    wants the last piece alone, in its own spelling."""

    name = "words"

    def get_completion_args(self) -> tuple[list[str], str]:
        """Put the pieces together; return the words as above."""
        words: list[str] = []
        glue = False
        self._begun = ""
        for piece in _typed_words():
            is_break = bool(piece) and not piece.strip("=:")
            if words and (glue or is_break) and words[-1:] != [""]:
                self._begun = words[-1] + (piece if is_break else "")
                words[-1] += piece
            else:
                self._begun = ""
                words.append(piece)
            glue = is_break
        *before, last = map(_bare, words)
        if last.startswith("--"):  # --change=priority=…, of which only the value is offered
            self._begun = self._begun.partition("=")[2]
        return before[1:], last

    def format_completion(self, item: CompletionItem) -> str:
        """Return what follows the pieces before."""
        if item.help == FILES:
            return FILES
        value = str(item.value).removeprefix(self._begun)
        return re.sub(r"([^\w@%+=:,./~-])", r"\\\1", value)


def _typed_words() -> list[str]:
    number = int(os.environ.get("COMP_CWORD", "0"))
    words = os.environ.get("COMP_WORDS", "").split("\n")
    return [*words, *[""] * (number + 1 - len(words))][: number + 1]


def _bare(word: str) -> str:
    """Return the word without its quotes, which may be open."""
    return " ".join(unquoted(word))
