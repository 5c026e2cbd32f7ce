import pytest


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
class TestAStatement:
    @pytest.mark.parametrize(("language", "words"), [("sv", "skriv"), ("en", "rite to us")])
    def test_is_read_by_anybody_in_their_language(self, visitor, path, language, words):
        answer = visitor.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        assert words.lower() in answer.text.lower()

    def test_has_a_way_to_us(self, visitor, path):
        assert 'href="/help/contact"' in visitor.get(path).text
