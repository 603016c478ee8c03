"""What a token of an OpenID Connect service must say before it is believed."""

import importlib
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from plans.access.openid import Service
from plans.access.views import accounts
from plans.models import User

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLAIMS = {"iss": "https://id.example", "aud": "portal", "sub": "1", "nonce": "n"}


@pytest.fixture
def service(settings, monkeypatch) -> Service:
    settings.OIDC_OP_ISSUER = "https://id.example"
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = "portal", "secret"
    settings.OIDC_RP_SIGN_ALGO = "RS256"
    for name in ("TOKEN", "USER", "JWKS"):
        setattr(settings, f"OIDC_OP_{name}_ENDPOINT", f"https://id.example/{name}")
    monkeypatch.setattr(Service, "retrieve_matching_jwk", lambda self, token: KEY.public_key())
    return Service()


def token(key=KEY, algorithm="RS256", **changed) -> str:
    return jwt.encode(CLAIMS | {"exp": time.time() + 60} | changed, key, algorithm=algorithm)


def test_a_token_for_this_portal_is_believed(service):
    assert service.verify_token(token(), nonce="n")["sub"] == "1"
    assert service.verify_token(token(aud=["portal", "other"]), nonce="n")["sub"] == "1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another portal"},
        {"aud": ["another portal"]},
        {"nonce": "of another visit"},
        {"exp": 1},
        {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
        {"key": "secret-secret-secret-secret-secret", "algorithm": "HS256"},
    ],
    ids=["issuer", "audience", "audiences", "nonce", "expired", "key", "algorithm"],
)
def test_any_other_token_is_not(service, wrong):
    with pytest.raises((SuspiciousOperation, jwt.PyJWTError)):
        service.verify_token(token(**wrong), nonce="n")


@pytest.mark.parametrize(
    ("claims", "believed"),
    [
        ({"email": "a@b.example", "email_verified": True}, True),
        ({"email": "a@b.example", "email_verified": "true"}, False),
        ({"email": "a@b.example", "email_verified": False}, False),
        ({"email": "a@b.example"}, False),
        ({"email": "", "email_verified": True}, False),
        ({"email_verified": True}, False),
    ],
)
def test_only_a_confirmed_address_counts(service, claims, believed):
    assert service.verify_claims(claims) is believed


def test_letters_that_only_look_alike_are_another_person(db, service):
    mike = User.objects.create(username="mike", email="Mike@b.example")
    assert service.filter_users_by_claims({"email": "mike@B.example"}) == [mike]
    assert service.filter_users_by_claims({"email": "mıke@b.example"}) == []
    User.objects.update(is_active=False)
    assert service.filter_users_by_claims({"email": "mike@b.example"}) == []


def test_nobody_is_signed_in_by_a_password_or_an_answer_that_fails(service, monkeypatch, caplog):
    assert service.authenticate(None, nonce=None, username="olive", password="x") is None

    def fail(*args, **kwargs):
        raise SuspiciousOperation("not ours")

    monkeypatch.setattr(OIDCAuthenticationBackend, "authenticate", fail)
    assert service.authenticate(None, nonce="n") is None
    assert "Sign-in with OpenID Connect failed: not ours" in caplog.text
    monkeypatch.setattr(OIDCAuthenticationBackend, "authenticate", lambda self, request, nonce: "somebody")
    assert service.authenticate(None, nonce="n") == "somebody"


def test_what_is_said_of_another_person_than_the_token_is_not_believed(service, monkeypatch):
    monkeypatch.setattr(OIDCAuthenticationBackend, "get_userinfo", lambda *args: {"sub": "1"})
    assert service.get_userinfo("access", "token", {"sub": "1"}) == {"sub": "1"}
    with pytest.raises(SuspiciousOperation, match="another person"):
        service.get_userinfo("access", "token", {"sub": "2"})


def test_a_sign_in_that_is_refused_is_said_and_its_addresses_are_there_with_a_service(rf, db, settings):
    request = rf.get("/desk/openid/refused/")
    request.user, request.session = AnonymousUser(), {}
    answer = accounts.refused(request)
    assert (answer.status_code, b"You were not signed in" in answer.content) == (403, True)
    desk_urls = importlib.import_module("plans.access.desk_urls")
    settings.OIDC = True
    try:
        names = {one.name for one in importlib.reload(desk_urls).urlpatterns}
    finally:
        settings.OIDC = False
        importlib.reload(desk_urls)
    assert {"openid", "openid-callback", "openid-refused"} <= names
