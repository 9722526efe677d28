"""docs/accuracy.md, section by section: what compare_sklearn.py and mnist.py measured."""
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/accuracy.md"
INTRODUCTION = """\
# How well networks learn, beside the same networks elsewhere

The same layers, initial distribution, optimizer, rate, batches, epochs and samples here and there; what differs
is the draw of the weights and the order of the samples. Each section is written by the command it names.
"""


def write(section):
    """Puts a section in the place of the one with the same heading, or at the end; prints it."""
    print(section)
    page = PAGE.read_text() if PAGE.exists() else INTRODUCTION
    introduction, *sections = page.split("\n## ")
    heading = section.splitlines()[0]
    new = section.removeprefix("## ").strip()
    for place, old in enumerate(sections):
        if "## " + old.splitlines()[0] == heading:
            sections[place] = new
            break
    else:
        sections.append(new)
    PAGE.write_text("\n\n## ".join(part.strip() for part in [introduction, *sections]) + "\n")


def mean(numbers):
    return sum(numbers) / len(numbers)


def standard_error(numbers):
    """The standard error of the mean: the sample deviation over √n."""
    center = mean(numbers)
    squares = sum((number - center) ** 2 for number in numbers)
    return (squares / (len(numbers) - 1) / len(numbers)) ** 0.5
