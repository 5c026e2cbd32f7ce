"""What one part of the house asks of another that it may not know."""

import sys

import pytest

from saas.questions import AnsweredTwice, NobodyAnswers, Question, Survey


class TestAQuestion:
    def test_is_answered_by_who_was_said_to_answer(self):
        doubled = Question("twice as much")
        doubled.answered_by(lambda amount: 2 * amount)
        assert doubled(21) == 42

    def test_that_needs_an_answer_and_has_none_is_a_fault_and_says_of_what(self):
        with pytest.raises(NobodyAnswers, match="what we owe"):
            Question("what we owe")()

    def test_has_an_answer_of_its_own_only_until_another_is_given(self):
        weather = Question("the weather", unless=lambda: "as it is")
        assert weather() == "as it is"
        weather.answered_by(lambda: "rain")
        assert weather() == "rain"

    def test_takes_nothing_for_an_answer_though_there_is_one_of_its_own(self):
        collector = Question("who collects it", unless=lambda: "nobody was asked")
        collector.answered_by(lambda: None)
        assert collector() is None

    def test_is_answered_by_one_who_may_be_told_again(self):
        def owed():
            return 1

        question = Question("what we owe")
        question.answered_by(owed)
        question.answered_by(owed)
        with pytest.raises(AnsweredTwice, match="what we owe"):
            question.answered_by(lambda: 2)
        assert question() == 1

    def test_is_not_mixed_up_with_another(self):
        asked, other = Question("this"), Question("that")
        asked.answered_by(lambda: "this")
        with pytest.raises(NobodyAnswers, match="that"):
            other()


class TestASurvey:
    def test_gathers_what_everybody_knows_in_their_order(self):
        known = Survey("what has happened")
        known.answered_by(lambda day: [day], lambda _day: [], lambda day: (day + 1, day + 2))
        assert known(1) == [1, 2, 3]

    def test_of_nobody_knows_nothing(self):
        assert Survey("what has happened")() == []

    def test_is_answered_by_the_same_or_not_again(self):
        def told():
            return ["told"]

        known = Survey("what has happened")
        known.answered_by(told)
        known.answered_by(told)
        with pytest.raises(AnsweredTwice):
            known.answered_by(told, told)


def every_question():
    for name, module in sorted(sys.modules.items()):
        if name.startswith("saas."):
            for each in vars(module).values():
                if isinstance(each, Question | Survey):
                    yield each


class TestTheHouse:
    def test_answers_every_question_that_is_asked_in_it(self, app):
        assert app
        asked = {id(question): question for question in every_question()}.values()
        assert len(asked) >= 6
        assert [question.about for question in asked if not question.is_answered] == []
