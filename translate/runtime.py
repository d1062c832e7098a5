"""How an engine that runs on this machine is to compute."""

from __future__ import annotations

from dataclasses import dataclass

from songngu.translate.device import DEVICES


@dataclass(frozen=True, slots=True)
class Runtime:
    """Search and hardware of an engine.

    Attributes:
        beam_size: Hypotheses kept in the search; 1 is greedy and fastest.
        threads: CPU threads; 0 leaves the choice to the engine's library.
        progress: Show progress bars on stderr while loading.
        device: ``cpu``, ``cuda`` (a graphics card), or ``auto``: the graphics card where there is
            one that the engine's library can use.

    Raises:
        ValueError: Another device, or a number out of range.
    """

    beam_size: int = 4
    threads: int = 0
    progress: bool = True
    device: str = "auto"

    def __post_init__(self) -> None:
        if self.device not in DEVICES:
            raise ValueError(f"expected a device among {', '.join(DEVICES)}, found {self.device!r}")
        if self.beam_size < 1 or self.threads < 0:
            raise ValueError(
                f"expected beam_size of at least 1 and threads of at least 0, "
                f"found {self.beam_size} and {self.threads}"
            )
