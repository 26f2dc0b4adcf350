"""When a code is believed, told as stories of plain candidates."""

from collections import deque
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.candidates import Candidate, Outline, identity
from hardware.camera.votes import Accepted, Rules, Votes
from hardware.words import Symbology

MILK = "3456700083749"
MISREAD = "3456100083741"
BREAD = "4006381333931"
PRICE_LABEL = "2294875026113"

HERE: Outline = ((100, 100), (300, 100), (300, 200), (100, 200))
THERE: Outline = ((100, 300), (300, 300), (300, 400), (100, 400))


def reading(
    text: str, *engines: str, symbology: Symbology = Symbology.EAN13, outline: Outline = HERE
) -> list[Candidate]:
    return [Candidate(text, symbology, engine, 20, outline) for engine in engines]


def texts(accepted: list[Accepted]) -> list[str]:
    return [code.text for code in accepted]


def story(votes: Votes, *frames: list[Candidate]) -> list[str]:
    return [text for frame in frames for text in texts(votes.see(frame))]


def test_two_decoders_that_agree_are_believed_in_their_second_frame() -> None:
    votes = Votes()
    assert votes.see(reading(MILK, "zbar", "zxing")) == []
    assert votes.see(reading(MILK, "zbar")) == [Accepted(MILK, Symbology.EAN13, "0" + MILK, HERE)]


def test_one_decoder_alone_must_say_it_four_times() -> None:
    votes = Votes()
    assert story(votes, *[reading(MILK, "zbar")] * 3) == []
    assert story(votes, reading(MILK, "zbar")) == [MILK]


def test_two_looks_of_one_decoder_at_one_frame_are_one_vote() -> None:
    assert story(Votes(), reading(MILK, "zbar", "zbar"), reading(MILK, "zbar", "zbar")) == []


def test_a_misreading_beside_the_truth_keeps_both_from_being_told_until_one_leads_clearly() -> None:
    votes = Votes()
    both = reading(MISREAD, "zbar") + reading(MILK, "zxing", "opencv")
    assert story(votes, both, both) == []
    assert story(votes, reading(MILK, "zxing", "opencv")) == [MILK]


def test_the_rivals_of_a_code_count_together() -> None:
    others = reading(MISREAD, "zbar") + reading("3456700083747", "zxing") + reading("3456200083740", "opencv")
    votes = Votes()
    assert story(votes, others, reading(MILK, "zbar", "zxing"), reading(MILK, "zbar", "zxing")) == []


def test_a_blur_that_read_as_other_numbers_is_not_trusted_for_a_lucky_moment() -> None:
    blur = [reading(f"345620008374{digit}", "zxing") for digit in range(6)]
    votes = Votes()
    assert story(votes, *blur, *[[]] * 8, *[reading(MILK, "zbar", "zxing")] * 4) == []
    assert story(votes, reading(MILK, "zbar", "zxing")) == [MILK]


def test_two_packs_side_by_side_are_two_articles() -> None:
    both = reading(MILK, "zbar", "zxing") + reading(BREAD, "zbar", "zxing", outline=THERE)
    assert story(Votes(), both, both) == [MILK, BREAD]


def test_similar_numbers_stay_rivals_wherever_they_are() -> None:
    both = reading(MILK, "zbar", "zxing") + reading(MISREAD, "zbar", "zxing", outline=THERE)
    assert story(Votes(), *[both] * 8) == []


def test_a_marketing_code_on_the_pack_is_no_rival_of_its_article() -> None:
    web = reading("https://example.org/milk", "zxing", symbology=Symbology.QR)
    assert story(Votes(), web, web, reading(MILK, "zbar", "zxing"), reading(MILK, "zbar")) == [web[0].text, MILK]


def test_an_article_of_the_catalogue_is_believed_at_once() -> None:
    assert story(Votes(known={MILK}.__contains__), reading(MILK, "zbar")) == [MILK]


def test_an_article_of_the_catalogue_waits_while_another_number_is_read_as_often() -> None:
    votes = Votes(known={MILK}.__contains__)
    assert story(votes, reading(MISREAD, "zxing") + reading(MILK, "zbar")) == []
    assert story(votes, reading(MILK, "zbar")) == [MILK]


def test_the_next_article_of_the_catalogue_need_not_wait_until_the_one_before_is_forgotten() -> None:
    before, after = [reading(MILK, "zbar", "zxing")] * 20, reading(BREAD, "zbar")
    assert story(Votes(known={MILK, BREAD}.__contains__), *before, after) == [MILK, BREAD]
    assert story(Votes(), *before, after, after, after) == [MILK]


def test_a_price_label_needs_four_votes_even_when_the_catalogue_has_its_number() -> None:
    votes = Votes(known={PRICE_LABEL}.__contains__)
    label = reading(PRICE_LABEL, "zbar")
    assert story(votes, label, label, label) == []
    assert story(votes, label) == [PRICE_LABEL]


def test_an_article_in_view_is_told_once() -> None:
    assert story(Votes(), *[reading(MILK, "zbar", "zxing")] * 100) == [MILK]


def test_an_article_that_flickers_is_told_once() -> None:
    nothing: list[Candidate] = []
    seen, unseen = [reading(MILK, "zbar", "zxing")] * 2, [nothing] * 9
    assert story(Votes(), *(seen + unseen) * 5) == [MILK]


def test_the_same_article_is_told_again_after_ten_frames_out_of_view() -> None:
    nothing: list[Candidate] = []
    seen, unseen = [reading(MILK, "zbar", "zxing")] * 2, [nothing] * 10
    assert story(Votes(), *seen, *unseen, *seen) == [MILK, MILK]


def test_one_number_as_upc_a_and_as_ean_13_is_one_article() -> None:
    as_upca = reading("023942431015", "zxing", symbology=Symbology.UPCA)
    as_ean13 = reading("0023942431015", "zbar")
    assert story(Votes(), as_upca + as_ean13, as_upca + as_ean13, as_ean13) == ["0023942431015"]


def test_the_2d_code_of_a_pack_that_was_told_by_its_bars_is_not_told() -> None:
    message = reading(f"010{MILK}17270101", "zxing", symbology=Symbology.GS1_DATAMATRIX)
    bars = reading(MILK, "zbar", "zxing")
    assert story(Votes(), bars, bars, message, message, message) == [MILK]


def test_the_2d_code_of_a_pack_that_stays_in_view_is_not_told_later_either() -> None:
    message = reading(f"010{MILK}17270101", "zxing", symbology=Symbology.GS1_DATAMATRIX)
    assert story(Votes(), *[reading(MILK, "zbar", "zxing")] * 60, *[message] * 60) == [MILK]


def test_two_weighed_packs_of_one_article_are_both_told() -> None:
    light, heavy = (
        reading(f"01900123456789083103{grams:06}", "zxing", symbology=Symbology.GS1_DATAMATRIX) for grams in (500, 900)
    )
    assert story(Votes(), light, light, heavy, heavy) == [light[0].text, heavy[0].text]


def test_the_2d_code_of_another_pack_is_told_two_seconds_later() -> None:
    message = reading(f"010{MILK}17270101", "zxing", symbology=Symbology.GS1_DATAMATRIX)
    bars = reading(MILK, "zbar", "zxing")
    assert story(Votes(), bars, bars, *[[]] * 20, message, message) == [MILK, message[0].text]


def test_an_old_vote_is_forgotten() -> None:
    votes = Votes(Rules(window=3))
    assert story(votes, reading(MILK, "zbar"), [], [], reading(MILK, "zxing")) == []


def test_what_was_half_counted_before_a_pause_is_void_and_what_was_told_stays_told() -> None:
    votes = Votes()
    assert story(votes, reading(MILK, "zbar", "zxing"), reading(MILK, "zbar")) == [MILK]
    story(votes, reading(BREAD, "zbar", "zxing"))
    votes.interrupt()
    assert story(votes, reading(BREAD, "zbar")) == []
    assert story(votes, *[reading(MILK, "zbar", "zxing")] * 5) == []


PAPER = "9771234567003"


def beside(text: str, add_on: str) -> list[Candidate]:
    return [replace(each, add_on=add_on) for each in reading(text, "zxing", "pixels")]


def told(votes: Votes, *frames: list[Candidate]) -> list[tuple[int, str, str]]:
    """In which frame (from 1), what, and what was beside it."""
    return [(number, code.text, code.add_on) for number, frame in enumerate(frames, 1) for code in votes.see(frame)]


def test_an_add_on_that_was_seen_twice_is_told_with_its_code() -> None:
    assert told(Votes(), beside(MILK, "12"), beside(MILK, "12")) == [(2, MILK, "12")]


def test_an_add_on_that_was_seen_once_is_waited_for_a_few_frames() -> None:
    alone = reading(MILK, "zxing", "pixels")
    assert told(Votes(), beside(MILK, "12"), alone, beside(MILK, "12")) == [(3, MILK, "12")]
    assert told(Votes(), beside(MILK, "12"), *[alone] * 8) == [(6, MILK, "")]


def test_add_ons_that_contradict_each_other_are_not_told() -> None:
    frames = [beside(MILK, add_on) for add_on in ("12", "72", "12", "72", "12", "72", "12", "72")]
    assert told(Votes(), *frames) == [(6, MILK, "")]
    assert told(Votes(), *[beside(MILK, f"{issue:02}") for issue in range(8)]) == [(6, MILK, "")]


def test_a_code_without_add_on_waits_for_none() -> None:
    alone = reading(MILK, "zxing", "pixels")
    assert told(Votes(), alone, alone) == [(2, MILK, "")]


def test_a_paper_is_given_the_time_to_show_its_issue_even_when_the_catalogue_has_it() -> None:
    known = {PAPER}.__contains__
    alone = reading(PAPER, "zxing")
    assert told(Votes(known=known), alone, beside(PAPER, "07"), beside(PAPER, "07")) == [(3, PAPER, "07")]
    assert told(Votes(known=known), *[alone] * 8) == [(5, PAPER, "")]


def test_a_kind_with_a_checksum_of_its_own_needs_three_votes_of_its_only_decoder() -> None:
    message = reading("0104412345678909", "zxing", symbology=Symbology.DATABAR)
    assert [frame for frame, _, _ in told(Votes(), *[message] * 4)] == [3]


def test_a_upc_e_needs_six_votes() -> None:
    small = reading("04963406", "zxing", "pixels", symbology=Symbology.UPCE)
    assert [frame for frame, _, _ in told(Votes(), *[small] * 4)] == [3]


_candidates = st.builds(
    Candidate,
    text=st.sampled_from([MILK, MISREAD, BREAD, PRICE_LABEL, "0023942431015"]),
    symbology=st.just(Symbology.EAN13),
    engine=st.sampled_from(["zbar", "zxing", "opencv"]),
    quality=st.just(20),
    outline=st.sampled_from([HERE, THERE]),
)
_films = st.lists(st.lists(_candidates, max_size=4), max_size=40)


@given(_films)
def test_no_code_is_told_with_fewer_votes_than_asked_or_unseen(film: list[list[Candidate]]) -> None:
    rules = Rules()
    votes, last = Votes(rules), deque[list[Candidate]](maxlen=rules.window)
    for frame in film:
        last.append(frame)
        for told in votes.see(frame):
            ballots = [{seen.engine for seen in ballot if seen.text == told.text} for ballot in last]
            assert ballots[-1]
            assert sum(map(len, ballots)) >= (rules.votes_in_store if told.text == PRICE_LABEL else rules.votes)
            assert sum(map(bool, ballots)) >= rules.frames


@given(_films)
def test_no_code_is_told_twice_without_ten_frames_between_them(film: list[list[Candidate]]) -> None:
    votes, unseen_for = Votes(known={MILK}.__contains__), dict[str, int]()
    for frame in film:
        told = [identity(code.text, code.symbology) for code in votes.see(frame)]
        assert len(told) == len(set(told))
        assert all(unseen_for.get(code, 10) >= 10 for code in told)
        in_view = {identity(seen.text, seen.symbology) for seen in frame}
        unseen_for = {
            code: 0 if code in in_view and (frames < 10 or code in told) else frames + (code not in in_view)
            for code, frames in (unseen_for | dict.fromkeys(told, 0)).items()
        }
