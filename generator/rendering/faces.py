"""A card and its run → what its front and its back show.

Both outputs, Anki and paper, render what is decided here.
"""

from __future__ import annotations

from pathlib import Path

from generator.checking.digests import output_digest, program_digest
from generator.checking.verdict import Verdict
from generator.kinds.table import kind_of
from generator.language import PYTHON
from generator.model import Card, DeckConfig, Faces, Media, Problem, ProblemsError, Run
from generator.reading.images import image_nodes, read_image
from generator.reading.pictures import picture_fault
from generator.rendering.html_bounds import html_fault
from generator.rendering.media import content_named
from generator.rendering.resolver import Resolver


def make_faces(verdict: Verdict, config: DeckConfig) -> Faces:
    """Decide what each side of a card shows. Raises ProblemsError for an unreadable image,
    or for a picture from a program that is too costly to draw.
    """
    card = verdict.plan.card
    _refuse_dear_pictures(card, verdict.run)
    resolver = Resolver(verdict)
    kind = kind_of(card)
    front, back = kind.sides(card, resolver.nodes)
    return Faces(
        card=card,
        question=tuple(resolver.plain(node) for node in card.question),
        front=front,
        back=back,
        verified=_verified_with(verdict),
        provenance=_provenance(verdict),
        media=_images(card, config),
        typed=kind.typed(card, verdict.ran),
    )


def _refuse_dear_pictures(card: Card, run: Run | None) -> None:
    for cell in run.cells if run is not None else ():
        for output in cell.outputs:
            fault = None
            if output.kind == "svg":
                fault = picture_fault(".svg", output.text.encode("utf-8", "replace"))
            elif output.kind == "png":
                fault = picture_fault(".png", output.data)
            elif output.kind == "html":
                fault = html_fault(output.text)
            if fault is not None:
                message = f"a picture from the program {fault}"
                hint = "make the picture smaller or simpler"
                raise ProblemsError(
                    Problem(card.place, "bad-picture", message, hint, card=card.slug)
                )


def _verified_with(verdict: Verdict) -> tuple[str, ...]:
    run: Run | None = verdict.run
    if run is None or verdict.status != "verified":
        return ()
    python = ".".join(run.environment.python.split(".")[:2])
    # Without the local part of a version (`+cpu`), which does not matter to a learner.
    packages = tuple(
        f"{name} {version.partition('+')[0]}" for name, version in run.environment.packages
    )
    return (*packages, f"{PYTHON.title} {python}")


def _provenance(verdict: Verdict) -> tuple[str, ...]:
    run, program = verdict.run, verdict.plan.program
    if run is None or program is None or verdict.status != "verified":
        return ()
    where = run.environment
    return (
        f"{where.implementation} {where.python}",
        where.platform,
        *(f"{name} {version}" for name, version in where.packages),
        f"sandbox {where.sandbox}",
        f"program {program_digest(program)}",
        f"output {output_digest(verdict.plan, run)}",
    )


def _images(card: Card, config: DeckConfig) -> dict[str, Media]:
    images: dict[str, Media] = {}
    for node in image_nodes(card):
        suffix, data = read_image(Path(config.folder), card, node)
        images[node.attrs["src"]] = content_named(data, suffix)
    return images
