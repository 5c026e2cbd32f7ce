"""What every door has in common."""


def test_an_address_that_does_not_exist_is_answered_kindly(visitor, database):
    answer = visitor.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_the_api_answers_problems_as_json(api_as, alice):
    answer = api_as(alice).get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_another_host_name_is_refused(app, database):
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400
