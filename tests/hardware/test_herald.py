from hardware.herald import Herald
from hardware.words import CodeSeen, Degraded, Fault, Lost, Ready, Symbology

CODE = CodeSeen("1", Symbology.OTHER)


def test_health_is_told_when_it_changes_and_everything_else_always() -> None:
    herald = Herald()
    assert herald.news([Ready(), CODE, CODE, Ready()]) == [Ready(), CODE, CODE]
    low = Degraded(Fault.PAPER_NEAR_END)
    assert herald.news([low, low, Ready()]) == [low, Ready()]


def test_a_lost_link_is_told_once_until_something_else_was_told() -> None:
    herald = Herald()
    assert herald.link_lost("refused") == [Lost(Fault.LINK_LOST, "refused")]
    assert herald.link_lost("no route") == []
    assert herald.news([Lost(Fault.NO_ANSWER)]) == [Lost(Fault.NO_ANSWER)]
    assert herald.link_lost("refused") == [Lost(Fault.LINK_LOST, "refused")]
