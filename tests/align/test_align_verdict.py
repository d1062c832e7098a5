"""What the verdict is judged by."""

import pytest

from songngu.align.channels import read_bitext
from songngu.align.verdict import document_features
from songngu.align.weights import default_weights


@pytest.mark.parametrize("n", [200, 3000])
def test_texts_longer_than_the_weights_saw_are_judged_as_the_longest_of_those(n):
    def length(size):
        bitext = read_bitext(["Vâng."] * size, ["Yes."] * size, None, default_weights())
        return document_features(bitext, [])["length"]

    assert length(20) < length(40) < length(n) == length(80)
