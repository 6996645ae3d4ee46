"""Words of a text: how many, how long, how often, and which follow which.

    wordcount.py [FILE ...]

Without files it counts the words of its own source.
"""
import collections
import re
import sys

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def words_of(paths):
    for path in paths:
        with open(path, encoding='utf-8', errors='replace') as file:
            for line in file:
                yield from (word.lower() for word in WORD.findall(line))


def bars(counts, width=40):
    """Lines of a bar chart for (label, count) pairs."""
    most = max(count for _, count in counts)
    for label, count in counts:
        yield f'{label:>12} {count:5d} {"#" * max(1, round(width * count / most))}'


def follow_ups(words, top):
    pairs = collections.defaultdict(collections.Counter)
    for first, second in zip(words, words[1:]):
        pairs[first][second] += 1
    for word in top:
        best = sorted(pairs[word].items(), key=lambda item: (-item[1], item[0]))[:3]
        yield f'{word:>12} -> ' + ', '.join(f'{next_} ({count})' for next_, count in best)


def main():
    words = list(words_of(sys.argv[1:] or [__file__]))
    counts = collections.Counter(words)
    lengths = collections.Counter(map(len, words))
    print(f'{len(words)} words, {len(counts)} different, mean length {sum(map(len, words)) / len(words):.2f}')
    print('\nmost frequent')
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12]
    print(*bars(top), sep='\n')
    print('\nlengths')
    print(*bars(sorted(lengths.items())), sep='\n')
    print('\nlongest:', ', '.join(sorted(counts, key=lambda word: (-len(word), word))[:5]))
    print('once only:', sum(count == 1 for count in counts.values()))
    print('\nfollowed by')
    print(*follow_ups(words, [word for word, _ in top[:6]]), sep='\n')
    initials = collections.Counter(word[0] for word in counts)
    print('\ninitials:', ' '.join(f'{letter}{count}' for letter, count in sorted(initials.items())))


main()
