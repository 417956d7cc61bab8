"""Names as the search compares them: without accents, case, hyphens or apostrophes.

The same steps are done to a column of names in index.py; a test keeps both equal.
"""

import re
import unicodedata
from itertools import pairwise

#: Letters that Unicode does not take apart.
LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
#: A name or a number, in letters without accents and digits; initials lose their points first.
BETWEEN_WORDS = "[^a-z0-9]+"
LONGEST = 64
#: Shorter words are too close to one another for a typing error to be told from another word.
SHORTEST_MENDED = 4


def fold(text: str) -> str:
    """« N’Diaye-Lefèvre » is « n diaye lefevre »."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M")).lower()
    for letter, written in LETTERS.items():
        plain = plain.replace(letter, written)
    return re.sub(BETWEEN_WORDS, " ", plain.replace(".", "")).strip()


def shortened(word: str) -> set[str]:
    """The word with any one letter missing."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def one_error_apart(typed: str, word: str) -> bool:
    """Whether one letter added, left out, replaced, or swapped with its neighbour makes one word of the other."""
    if len(typed) > len(word):
        return word in shortened(typed)
    if len(typed) < len(word):
        return typed in shortened(word)
    differing = [at for at, (mine, its) in enumerate(zip(typed, word, strict=True)) if mine != its]
    if len(differing) == 2:
        first, second = differing
        return second == first + 1 and typed[first] == word[second] and typed[second] == word[first]
    return len(differing) == 1


def joined_otherwise(words: list[str]) -> list[list[str]]:
    """The same words written together: two neighbours at a time, then all (« le goff » is « legoff »)."""
    pairs = [[*words[:at], first + second, *words[at + 2 :]] for at, (first, second) in enumerate(pairwise(words))]
    return pairs if len(words) < 3 else [*pairs, ["".join(words)]]
