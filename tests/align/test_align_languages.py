"""Both sides in one language: never a translation, whatever they share."""

import unicodedata

import pytest

from songngu.align import align
from songngu.align.languages import english_share, in_one_language
from songngu.corpora.lexicon import default_lexicon
from songngu.corpora.types import Verdict

PARALLEL = (Verdict.TRANSLATION, Verdict.PARTIAL)


def nfd(texts):
    return [unicodedata.normalize("NFD", text) for text in texts]


def linked(alignment):
    return [bead for bead in alignment.beads if bead.source and bead.target]


class TestShare:
    def test_tells_the_languages_apart(self, bridge, coffee, other_bridge):
        lexicon = default_lexicon()
        assert english_share(bridge.source, lexicon) < 0.1
        assert english_share(nfd(bridge.source), lexicon) == english_share(bridge.source, lexicon)
        # Vietnamese names keep their marks in these.
        for english in (coffee, other_bridge, bridge.english):
            assert english_share(english, lexicon) > 0.8

    @pytest.mark.parametrize(
        "texts", [[], [""], ["2025 – 14/3 ?"], ["Qwxyz Zzgrk"], ["cầu", "bridge"]]
    )
    def test_stays_open_for_a_few_words(self, texts):
        assert english_share(texts, default_lexicon()) is None
        assert not in_one_language(texts, texts, default_lexicon())

    def test_long_texts_are_sampled_to_their_end(self, bridge):
        lexicon = default_lexicon()
        half = [*["Mưa."] * 700, *bridge.english * 70]
        assert 0.3 < english_share(half, lexicon) < 0.99


@pytest.mark.parametrize("drafted", ["none", "empty", "echoed", "real"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", ["same", "nfd", "part", "turned"])
def test_one_language_is_no_translation(bridge, language, form, drafted):
    side = list(bridge.source if language == "vi" else bridge.english)
    other = {"same": side, "nfd": nfd(side), "part": side[:6], "turned": side[::-1]}[form]
    drafts = {
        "none": None, "empty": [""] * 10, "echoed": side, "real": list(bridge.drafts),
    }[drafted]  # fmt: skip
    alignment = align(side, other, drafts)
    assert alignment.verdict not in PARALLEL
    assert linked(alignment) == []
    assert 0 <= alignment.confidence <= 1


def test_hand_links_stay_in_one_language(bridge):
    alignment = align(bridge.english, bridge.english, fixed=[((2,), (2,))])
    assert [(b.source, b.target, b.confidence) for b in linked(alignment)] == [((2,), (2,), 1.0)]


def test_foreign_passages_do_not_hide_a_translation(bridge):
    quoted = [*bridge.source, *bridge.english[1:4]]
    printed = [*bridge.english, *bridge.english[1:4]]
    assert align(quoted, printed, [*bridge.drafts, *bridge.english[1:4]]).verdict in PARALLEL
