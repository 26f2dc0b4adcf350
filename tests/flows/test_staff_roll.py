"""Who may come: enrolled, given badges and dismissed on the kiosk; and nobody gets in who should not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.domain.history import replay
from kiosk.domain.roll import Person, in_force, lost, new_id
from kiosk.domain.states import Attended, Attract, Shopping
from tests.domain.kiosks import TEAM
from tests.flows.customer import BREAD, SHOP, Till

PIN, BADGE, PERSON = e.RollStep.PIN, e.RollStep.BADGE, e.RollStep.PERSON
ADDED, ZOE = e.RollPressed(e.RollStep.NAME), e.RollPressed(PERSON, "A1")
NAMED = e.PersonNamed("fatou  n’diaye", Grade.ATTENDANT)


def at_the_team(grade: Grade = Grade.MANAGER, till: Till | None = None) -> Till:
    till = till or Till()
    till.tell(e.RollArrived(TEAM))
    till.attendant(grade)
    till.tell(e.PagePressed(e.Page.STAFF))
    return till


def entered(till: Till, id_: str, entry: str, step: e.RollStep = PIN, grade: Grade = Grade.ATTENDANT) -> v.View:
    """What the runtime tells when an entry lies in the roll."""
    here = Person(id_, "Fatou", grade, step is BADGE, entry)
    till.tell(e.RollArrived((*till.kiosk.sees.people, here)))
    return till.tell(e.EntryWritten(step, id_, grade, entry))


def names(view: v.View) -> list[str]:
    assert isinstance(view, v.TeamView)
    return [choice.label for choice in view.choices]


def test_a_manager_enrols_somebody_with_pin_and_badge() -> None:
    till = at_the_team()
    assert names(till.view) == ["Luc · Technique", "Nadia · Gérance", "Zoé · Caisse"]
    assert isinstance(till.tell(ADDED), v.NameView)
    view = till.tell(NAMED)
    assert isinstance(view, v.PinView)
    assert view.title == "Code de Fatou N’Diaye"
    view = entered(till, "P4", "f00d")
    assert isinstance(view, v.TeamView)
    assert (view.hint, view.told) == ("Scannez le badge maintenant.", "Le code marche dès maintenant.")
    assert a.ReadCodes() in till.activities
    view = entered(till, "P4", "beef", BADGE)
    assert isinstance(view, v.TeamView)
    assert view.hint == "Caisse, badge et code"
    assert till.told(f.AttendantEnrolled) == [f.AttendantEnrolled("P4", Grade.ATTENDANT, "M1", "f00d")]
    assert till.told(f.BadgeGiven) == [f.BadgeGiven("P4", "M1", "beef")]
    assert "Fatou · Caisse" in names(till.tell(e.RollLeft()))


def test_no_fact_holds_a_name() -> None:
    till = at_the_team()
    till.tell(ADDED, NAMED)
    entered(till, "P4", "f00d")
    assert "atou" not in repr(till.facts)


def test_what_was_written_when_nobody_waits_for_it_is_not_in_force() -> None:
    for left in (e.RollLeft(), e.AttendantDonePressed(), e.PagePressed(e.Page.TASKS)):
        till = at_the_team()
        till.tell(ADDED, NAMED, left)
        entered(till, "P4", "f00d")
        assert not till.told(f.AttendantEnrolled)
        assert not in_force([Person("P4", "Fatou", entry="f00d")], till.kiosk.till.roll)


def test_the_power_fails_between_the_roll_and_the_journal_and_nothing_has_changed() -> None:
    till = at_the_team()
    till.tell(ZOE, e.RollPressed(PIN, "A1"))
    entered(till, "A1", "f00d")
    till.tell(e.RollPressed(PIN, "A1"))
    people = (*till.kiosk.sees.people, Person("A1", "Zoé", entry="beef"))  # written, and then no power
    till.off(60)
    till.tell(e.RollArrived(people))
    assert [each.entry for each in in_force(people, till.kiosk.till.roll) if each.id == "A1"] == ["f00d"]


def test_a_restart_in_the_middle_of_a_visit_logs_off_and_what_was_done_stays() -> None:
    till = at_the_team()
    till.tell(ZOE, e.RollPressed(PIN, "A1"))
    entered(till, "A1", "f00d")
    till.off(60)
    assert isinstance(till.kiosk.state, Attract)
    assert till.told(f.AttendantLeft) == [f.AttendantLeft("M1")]
    assert till.kiosk.till.roll == {"A1": "f00d"}


def test_two_attendants_come_one_after_the_other_each_under_their_own_name() -> None:
    till = Till()
    till.scan(BREAD)
    for id_, grade in (("A1", Grade.ATTENDANT), ("M1", Grade.MANAGER)):
        till.tell(e.StaffPressed(), e.AttendantIdentified(id_, grade), e.AttendantDonePressed())
    assert [fact.by for fact in till.told(f.AttendantArrived)] == ["A1", "M1"]
    till.attendant()
    till.tell(e.AttendantIdentified("M1", Grade.MANAGER))  # the second, while the first is still here
    assert isinstance(till.kiosk.state, Attended)
    assert till.kiosk.state.by == "A1"
    assert isinstance(till.kiosk.own, Shopping)


def test_a_badge_asks_for_its_owner_s_pin_and_leaves_the_basket_as_it_is() -> None:
    till = at_the_team()
    till.tell(ZOE, e.RollPressed(BADGE, "A1"))
    entered(till, "A1", "beef", BADGE)
    till.tell(e.AttendantDonePressed())
    till.scan(BREAD)
    before = till.kiosk.own
    view = till.tell(e.BadgeShown((("A1", "beef"),)))
    assert isinstance(view, v.PinView)
    assert view.title == "Code de Fatou"
    assert till.kiosk.sees.pin_of == "A1"
    assert till.kiosk.own == before
    assert isinstance(till.tell(e.StaffLeft()), v.BasketView)
    assert till.kiosk.sees.pin_of == ""


def test_a_badge_that_is_not_in_force_opens_nothing() -> None:
    till = at_the_team()
    till.tell(ZOE, e.RollPressed(BADGE, "A1"))
    entered(till, "A1", "beef", BADGE)
    till.tell(e.DismissPressed("A1"), e.AttendantDonePressed())
    till.scan(BREAD)
    assert isinstance(till.tell(e.BadgeShown((("A1", "beef"), ("A9", "f00d")))), v.BasketView)


def test_a_badge_says_nothing_to_who_is_there_already() -> None:
    till = at_the_team()
    till.tell(ZOE, e.RollPressed(BADGE, "A1"))
    entered(till, "A1", "beef", BADGE)
    before = till.view
    assert till.tell(e.BadgeShown((("A1", "beef"),))) == before


def test_a_forgotten_keypad_closes_and_the_basket_is_there_again() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.StaffPressed())
    assert isinstance(till.wait(50), v.PinView)
    assert isinstance(till.wait(20), v.BasketView)


@pytest.mark.parametrize("who", ["M1", "T1"])
def test_nobody_dismisses_themselves_the_last_manager_or_somebody_above(who: str) -> None:
    till = at_the_team()
    till.tell(e.RollPressed(PERSON, who), e.RollPressed(e.RollStep.DISMISS, who), e.DismissPressed(who))
    assert not till.told(f.AttendantDismissed)
    technician = at_the_team(Grade.TECHNICIAN)
    technician.tell(e.DismissPressed("M1"), e.DismissPressed("T1"))
    assert not technician.told(f.AttendantDismissed)


def test_who_is_dismissed_comes_no_more_also_when_kiosk_toml_still_names_them() -> None:
    till = at_the_team()
    view = till.tell(ZOE, e.RollPressed(e.RollStep.DISMISS, "A1"))
    assert isinstance(view, v.TeamView)
    assert [button.tone for button in view.buttons] == [v.Tone.PRIMARY, v.Tone.DANGER]
    view = till.tell(view.buttons[1].event)
    assert names(view) == ["Luc · Technique", "Nadia · Gérance"]
    assert till.told(f.AttendantDismissed) == [f.AttendantDismissed("A1", "M1")]
    assert not [each for each in in_force(TEAM, till.kiosk.till.roll) if each.id == "A1"]


def test_a_manager_makes_no_technician() -> None:
    till = at_the_team()
    view = till.tell(ADDED)
    assert isinstance(view, v.NameView)
    assert [button.label for button in view.grades] == ["Caisse", "Gérance"]
    assert isinstance(till.tell(e.PersonNamed("Luc", Grade.TECHNICIAN)), v.NameView)
    till.tell(NAMED)
    till.tell(e.EntryWritten(PIN, "P4", Grade.TECHNICIAN, "f00d"))
    assert not till.told(f.AttendantEnrolled)


def test_an_attendant_does_not_even_see_the_page() -> None:
    till = Till()
    till.tell(e.RollArrived(TEAM))
    till.attendant()
    assert isinstance(till.tell(e.PagePressed(e.Page.STAFF)), v.AttendantView)
    till.tell(ADDED, NAMED, e.EntryWritten(PIN, "P4", Grade.ATTENDANT, "f00d"), e.DismissPressed("M1"))
    assert not till.kiosk.till.roll


def test_while_a_customer_buys_the_team_stays_as_it_is() -> None:
    till = Till()
    till.scan(BREAD)
    view = at_the_team(till=till).view
    assert isinstance(view, v.TeamView)
    assert not view.buttons[0].enabled
    till.tell(ADDED, NAMED, ZOE, e.RollPressed(BADGE, "A1"), e.DismissPressed("A1"))
    assert not till.told(f.AttendantDismissed)
    assert [call.step for call in till.kiosk.sees.desk.roll] == [PERSON]


def test_a_damaged_roll_is_told_and_who_stands_in_kiosk_toml_still_comes() -> None:
    till = at_the_team()
    till.tell(ZOE, e.RollPressed(PIN, "A1"))
    entered(till, "A1", "f00d")
    till.tell(e.RollLeft(), e.RollLeft())
    view = till.tell(e.RollArrived(TEAM, "it is not JSON"))
    assert isinstance(view, v.TeamView)
    assert "illisible" in view.hint
    assert not view.buttons[0].enabled
    assert [each.entry for each in in_force(TEAM, till.kiosk.till.roll) if each.id == "A1"] == [""]
    view = till.tell(e.RollArrived(TEAM))  # the file is gone
    assert isinstance(view, v.TeamView)
    assert lost(TEAM, till.kiosk.till.roll) == ("A1",)
    assert view.hint == "Code perdu\u00a0: Zoé. Ajoutez ces personnes de nouveau."


def test_ids_are_never_given_twice() -> None:
    assert new_id([]) == "P1"
    assert new_id(["P1", "A1", "P4"]) == "P5"
    till = at_the_team()
    till.tell(ADDED, NAMED)
    entered(till, "P4", "f00d")
    till.tell(e.DismissPressed("P4"), e.RollArrived(TEAM), ADDED, NAMED)
    assert [call.person for call in till.kiosk.sees.desk.roll] == ["P5"]


def test_ten_wrong_pins_close_the_keypad_for_a_quarter_of_an_hour_and_a_restart_does_not_open_it() -> None:
    till = Till()
    for _ in range(10):
        till.tell(e.StaffPressed(), e.PinWrong())
    view = till.off(5)
    till.tell(e.StaffPressed())
    till.wait(880)
    till.tell(e.StaffPressed(), e.AttendantIdentified("A1"))
    assert not till.told(f.AttendantArrived)
    till.wait(30)
    view = till.tell(e.StaffPressed())
    assert isinstance(view, v.PinView)
    assert not view.locked
    assert isinstance(till.tell(e.AttendantIdentified("A1")), v.AttendantView)
    assert till.kiosk.till.wrong_pins == 0


def test_turning_the_clock_does_not_shorten_the_wait() -> None:
    till = Till()
    till.tell(e.StaffPressed(), *[e.PinWrong()] * 10)
    till.clock(till.kiosk.sees.now + 3000)
    till.tell(e.StaffPressed())
    assert isinstance(till.view, v.PinView)
    assert till.view.locked


def test_the_digits_change_places_each_time_the_keypad_opens() -> None:
    till = Till(shop=replace(SHOP, shuffled_keypad=True))
    assert a.ShuffleKeys() not in till.activities
    view = till.tell(e.StaffPressed())
    assert isinstance(view, v.PinView)
    assert view.keys == ""
    assert a.ShuffleKeys() in till.activities
    view = till.tell(e.KeysShuffled("3850917264"))
    assert isinstance(view, v.PinView)
    assert view.keys == "3850917264"
    assert a.ShuffleKeys() not in till.activities
    till.tell(e.StaffLeft(), e.StaffPressed())
    assert a.ShuffleKeys() in till.activities


def test_a_handheld_shuffles_its_keypad_as_well() -> None:
    till = Till(shop=replace(SHOP, handheld="DOUCHETTE-1", parks=True, shuffled_keypad=True))
    assert a.ShuffleKeys() in till.activities
    till.tell(e.KeysShuffled("3850917264"), e.AttendantIdentified("A1"))
    assert a.ShuffleKeys() not in till.activities
    till.tell(e.LockPressed())
    assert a.ShuffleKeys() in till.activities


def test_a_technician_s_way_back_is_told_until_a_manager_has_read_it() -> None:
    till = Till()
    till.tell(e.RollArrived(TEAM))
    for _ in range(10):
        till.tell(e.StaffPressed(), e.PinWrong())
    recovered = (f.StaffRecovered("M1", "console"), f.AttendantEnrolled("M1", Grade.MANAGER, "console", "f00d"))
    till.facts += recovered
    till.kiosk = replay(recovered, till.kiosk)
    till.off(60)
    till.tell(e.RollArrived((*TEAM, Person("M1", "Nadia", Grade.MANAGER, entry="f00d"))))
    view = till.attendant()
    assert isinstance(view, v.AttendantView)
    assert not [task for task in view.tasks if "rétabli" in task.title]
    till.tell(e.RecoverySeenPressed(), e.AttendantDonePressed())
    assert till.kiosk.till.recovered == "M1"
    view = till.attendant(Grade.MANAGER)
    assert isinstance(view, v.AttendantView)
    (task,) = [task for task in view.tasks if "rétabli" in task.title]
    till.tell(task.buttons[0].event)
    assert till.told(f.RecoverySeen) == [f.RecoverySeen("M1")]
    assert till.kiosk.till.recovered == ""
